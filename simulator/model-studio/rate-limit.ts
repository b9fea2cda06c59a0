/** Calls per second for each API key, in a sliding window. */

/** Counts calls in a sliding window; `admit` says whether one more is allowed now and counts it when it is. */
export interface RateLimit {
  admit(key: string, now: number): boolean;
}

/** At most `calls(now)` per `windowMs` for each key. Refused calls do not count. */
export const createRateLimit = (calls: (now: number) => number, windowMs: number): RateLimit => {
  const admitted = new Map<string, number[]>();
  return {
    admit(key, now) {
      const recent = admitted.get(key) ?? [];
      while (recent[0] !== undefined && recent[0] <= now - windowMs) recent.shift();
      const allowed = recent.length < calls(now);
      if (allowed) recent.push(now);
      admitted.set(key, recent);
      return allowed;
    },
  };
};
