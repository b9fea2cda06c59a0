/**
 * "Did you mean": the known name closest to one that is not known. Ours: thirty lines, and a package for it would be in every bundle.
 */

/** Number of single-character changes between two words; a swap of neighbours counts as one (optimal string alignment). */
export const editDistance = (a: string, b: string): number => {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  // Stryker disable next-line OptionalChaining: equivalent - every row asked for exists; the type does not know it
  const cell = (i: number, j: number): number => rows[i]?.[j] ?? Number.POSITIVE_INFINITY;
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    rows.push(row);
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = cell(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? cell(i - 2, j - 2) + 1 : Number.POSITIVE_INFINITY;
      row[j] = Math.min(cell(i - 1, j) + 1, (row[j - 1] ?? 0) + 1, replaced, swapped);
    }
  }
  return cell(a.length, b.length);
};

const MAX_NAME_CHARACTERS = 64;

/** The known name nearest to `name`, ignoring case and separators first; undefined when none is near. */
export const nearestName = (name: string, known: readonly string[]): string | undefined => {
  // Stryker disable next-line MethodExpression: equivalent - known names are ASCII: either case compares the same
  const plain = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
  const wanted = plain(name.slice(0, MAX_NAME_CHARACTERS));
  const ranked = known
    .map((candidate) => ({ candidate, distance: editDistance(wanted, plain(candidate)) }))
    .sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  return best !== undefined && best.distance <= Math.max(1, Math.floor(wanted.length / 3)) ? best.candidate : undefined;
};

/** A sentence that names what is known: the nearest name, or all of them. */
export const suggest = (name: string, known: readonly string[]): string => {
  const nearest = nearestName(name, known);
  if (nearest !== undefined) return `did you mean "${nearest}"?`;
  return known.length === 0 ? 'there are none' : `known: ${known.join(', ')}`;
};
