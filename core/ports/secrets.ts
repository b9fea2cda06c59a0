/** The Model Studio API key, fetched at run time. */
export interface Secrets {
  /** `fresh` skips the cache: asked once after the service answered 401, so that a rotated key is picked up. @throws AccountProblem when there is none */
  apiKey(options?: { readonly fresh?: boolean }): Promise<string>;
}
