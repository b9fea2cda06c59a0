/** Where the API is: the page's meta tag, else config.json beside the page, else the page's own origin. */

/** What is needed to find out. */
export interface ConfigSources {
  /** Content of `<meta name="darkroom-api">`. */
  readonly meta: string | undefined;
  /** Whether the page was delivered by itself, as a static site: only then is there a config.json to ask for. */
  readonly readConfig: () => Promise<unknown>;
}

/** The base URL without a trailing slash; empty: the page's own origin. */
export const findBaseUrl = async ({ meta, readConfig }: ConfigSources): Promise<string> => {
  const named = meta?.trim() ?? '';
  if (named !== '') return withoutSlash(named);
  const config = await readConfig().catch(() => undefined);
  const api = typeof config === 'object' && config !== null && 'api' in config ? config.api : undefined;
  return typeof api === 'string' ? withoutSlash(api.trim()) : '';
};

const withoutSlash = (url: string): string => url.replace(/\/+$/, '');
