/** Numbers about numbers. */

/** The value below which the share `q` (0 to 1) of the values lies, by nearest rank. @throws RangeError without values */
export const quantile = (values: readonly number[], q: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(q * sorted.length) - 1))];
  if (value === undefined) throw new RangeError('no values');
  return value;
};

/** The middle value. @throws RangeError without values */
export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** The mean. NaN without values. */
export const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
