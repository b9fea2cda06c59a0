/** The Model Studio client: what other rooms take from it. */
export { DEFAULT_REGION, isLoopback, parseBaseUrl, REGIONS, type Region, regionBaseUrl } from './base-url.ts';
export { type ServiceAddress, serviceAddress } from './config.ts';
export { createModelStudio } from './model-studio.ts';
export { createResultDownloads, type ResultDownloadsDeps } from './results/result-downloads.ts';
export { DEFAULT_DEADLINES, type Deadlines, type ModelStudioDeps } from './session/service.ts';
export { proxyFromEnv, type ServiceProxy } from './transport/proxy.ts';
