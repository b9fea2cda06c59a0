/**
 * Who may talk to a server that listens on this machine only: pages of other sites may not, although the browser that shows them
 * runs here. A foreign Host means that a name of theirs was pointed at this address; a foreign Origin that their page is asking.
 */
import type { IncomingHttpHeaders } from 'node:http';
import type { Problem } from '#core/errors.ts';

const LOCAL_NAMES = ['127.0.0.1', 'localhost', '[::1]'];

/** Methods that change nothing. */
const SAFE = ['GET', 'HEAD', 'OPTIONS'];

/** Why a request may not be answered; undefined when it may. `port` is the one listened on. */
export const foreignRequestProblem = (method: string, headers: IncomingHttpHeaders, port: number): Problem | undefined => {
  const hosts = LOCAL_NAMES.flatMap((name) => [`${name}:${port}`, ...(port === 80 ? [name] : [])]);
  const host = headers.host?.toLowerCase();
  if (host === undefined || !hosts.includes(host)) {
    return {
      code: 'HOST_REFUSED',
      message: 'this server answers to the names of this machine only',
      hint: `Use http://127.0.0.1:${port}.`,
    };
  }
  if (SAFE.includes(method)) return undefined;
  const { origin } = headers;
  const site = headers['sec-fetch-site'];
  const foreignOrigin = origin !== undefined && !hosts.some((name) => origin.toLowerCase() === `http://${name}`);
  const foreignSite = site !== undefined && site !== 'same-origin' && site !== 'none';
  if (!foreignOrigin && !foreignSite) return undefined;
  return {
    code: 'ORIGIN_REFUSED',
    message: 'a page of another site may not change anything here',
    hint: `Open http://127.0.0.1:${port}, or call the API from a program.`,
  };
};
