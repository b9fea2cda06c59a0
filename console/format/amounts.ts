/** Amounts as people read them: money, bytes, durations, instants. Pure; the instant "now" is always given. */

/** US dollars, with as many decimals as a fraction of a cent needs: `$0.03`, `$1.20`, `$0.0012`. */
export const dollars = (amount: number): string => {
  const decimals = amount !== 0 && Math.abs(amount) < 0.01 ? 4 : 2;
  return `$${amount.toFixed(decimals)}`;
};

/** Bytes in the units of file managers (1 MB = 1024 * 1024). */
export const bytes = (count: number): string => {
  if (count < 1024) return `${count} B`;
  if (count < 1024 * 1024) return `${(count / 1024).toFixed(0)} KB`;
  const megabytes = count / 1024 / 1024;
  return `${Number.isInteger(megabytes) ? megabytes : megabytes.toFixed(1)} MB`;
};

/** A duration in ms as `0.8 s`, `42 s`, `1 min 05 s` or `2 h 03 min`; negative ones count as none. */
export const duration = (ms: number): string => {
  const positive = Math.max(0, ms);
  if (positive < 9_950) return `${(positive / 1000).toFixed(1)} s`;
  const seconds = Math.round(positive / 1000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`;
  return `${Math.floor(seconds / 3600)} h ${String(Math.floor((seconds % 3600) / 60)).padStart(2, '0')} min`;
};

/** How long ago an instant was: `just now`, `4 min ago`, `3 h ago`, `2 days ago`. Both in epoch ms. */
export const ago = (instant: number, now: number): string => {
  const minutes = Math.floor((now - instant) / 60_000);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} min ago`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} h ago`;
  const days = Math.floor(hours / 24);
  return days === 1 ? 'yesterday' : `${days} days ago`;
};

/** A count with its noun: `1 image`, `3 images`. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
