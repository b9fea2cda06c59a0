/** The address of the page as state. */
import { useEffect, useState } from 'preact/hooks';
import { parseRoute, type Route } from '../state/route.ts';

/** The place that the hash names, following it as it changes. */
export const useRoute = (): Route => {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const follow = () => setHash(location.hash);
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  return parseRoute(hash);
};

/** Goes to an address, with or without an entry in the browser's history. */
export const goTo = (href: string, { replace = false } = {}): void => {
  if (replace) {
    history.replaceState(null, '', href);
    dispatchEvent(new HashChangeEvent('hashchange'));
  } else location.hash = href;
};
