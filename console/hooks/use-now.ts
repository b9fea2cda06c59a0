/** The time, for counters on the screen. */
import { useEffect, useState } from 'preact/hooks';

/** Epoch ms, refreshed every `everyMs` while `running`. */
export const useNow = (running: boolean, everyMs = 1_000): number => {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    setNow(Date.now());
    if (!running) return undefined;
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [running, everyMs]);
  return now;
};
