/** Who reads the API key at an address of the service. */
import { isLoopback } from '#adapters/dashscope/index.ts';
import type { KeyReader } from '#core/service/api-key.ts';

/** A service on this machine is a simulator, which takes any key; everything else gets Model Studio's. */
export const keyReader = (baseUrl: string): KeyReader =>
  isLoopback(new URL(baseUrl).hostname) ? 'this-machine' : 'model-studio';
