/** The console at `/`, bundled when it is first asked for. */
import { type Route, send } from './exchange.ts';

/** One file of the console. */
interface ConsoleFile {
  readonly body: Uint8Array;
  readonly mediaType: string;
}

/** Files of the console by their path below `/`. */
export type LoadConsole = () => Promise<ReadonlyMap<string, ConsoleFile>>;

const POLICY =
  "default-src 'self'; img-src 'self' blob: data:; style-src 'self'; script-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/** Serves the console's files by their exact paths. */
export const consoleRoute = (load: LoadConsole): Route => {
  let loading: Promise<ReadonlyMap<string, ConsoleFile>> | undefined;
  const files = async (): Promise<ReadonlyMap<string, ConsoleFile>> => {
    loading ??= load();
    try {
      return await loading;
    } catch (error) {
      loading = undefined;
      throw error;
    }
  };

  return async (exchange) => {
    const { method, url } = exchange;
    if (method !== 'GET' && method !== 'HEAD') return 'pass';
    const path = url.pathname === '/' ? 'index.html' : url.pathname.slice(1);
    if (path !== 'index.html' && !/^[\w.-]+\.[a-z]+$/.test(path)) return 'pass';
    const file = (await files()).get(path);
    if (file === undefined) return 'pass';
    const headers = { 'content-type': file.mediaType, 'cache-control': 'no-cache', 'content-security-policy': POLICY };
    return send(exchange, 200, headers, file.body);
  };
};
