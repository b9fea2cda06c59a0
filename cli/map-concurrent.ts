/** Work on many things, a few at a time. */

/**
 * Runs `work` for every item, at most `concurrency` at a time, beginning in order; answers what came of each, in order. After an error nothing
 * more is begun; when all that was begun has ended, the first error is thrown.
 */
export const mapConcurrent = async <T, R>(
  items: readonly T[],
  concurrency: number,
  work: (item: T, index: number) => Promise<R>,
): Promise<readonly R[]> => {
  const rest = items.entries();
  const results: R[] = [];
  let failed = false;
  const worker = async (): Promise<void> => {
    for (const [index, item] of rest) {
      if (failed) return;
      try {
        results[index] = await work(item, index);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const workers = await Promise.allSettled(Array.from({ length: Math.min(concurrency, items.length) }, worker));
  for (const ended of workers) if (ended.status === 'rejected') throw ended.reason;
  return results;
};
