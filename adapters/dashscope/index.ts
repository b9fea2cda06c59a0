/** The Model Studio client: what other rooms take from it. */
export { DEFAULT_REGION, isLoopback, parseBaseUrl, REGIONS, type Region, regionBaseUrl } from './base-url.ts';
export { configFromEnv, type DashscopeConfig, parseApiKey } from './config.ts';
export { createModelStudio, DEFAULT_DEADLINES, type Deadlines, type ModelStudioDeps } from './model-studio.ts';
export { createResultDownloads, type ResultDownloadsDeps } from './results/result-downloads.ts';
export { proxyFromEnv, type ServiceProxy } from './transport/proxy.ts';
