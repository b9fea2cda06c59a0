/** Images over HTTP: uploads by ticket come in, stored objects go out. */
import { pipeline } from 'node:stream/promises';
import type { UploadTickets } from '#adapters/embedded/store/upload-tickets.ts';
import { FORMAT_BYTES, formatOf } from '#core/pictures/header/formats.ts';
import type { Store } from '#core/ports/store.ts';
import { limited, type Route, send, sendJson, sendProblem } from './exchange.ts';

/** `PUT /uploads/<token>`: stores one file under the key that the ticket names. */
export const uploadRoute = (store: Store, tickets: UploadTickets): Route => {
  return async (exchange) => {
    const { request, method, url } = exchange;
    const token = /^\/uploads\/(.+)$/.exec(url.pathname)?.[1];
    if (method !== 'PUT' || token === undefined) return 'pass';
    const grant = tickets.redeem(token);
    if (grant === undefined) {
      return sendProblem(exchange, 403, {
        code: 'TICKET_REFUSED',
        message: 'this upload address is not valid any more',
        hint: 'Ask for a new one with POST /uploads.',
      });
    }
    const declared = request.headers['content-length'];
    if (declared === undefined) {
      return sendProblem(exchange, 411, {
        code: 'LENGTH_REQUIRED',
        message: 'the upload does not say how long it is',
        hint: 'Send a Content-Length header.',
      });
    }
    const body = limited(request, grant.maxBytes);
    await store.put(grant.key, { bytes: Number(declared), body }, { mediaType: grant.mediaType });
    return sendJson(exchange, 200, { key: grant.key });
  };
};

/** Path of an object's newest version, or of one version, at this server. */
export const filePath = (key: string, versionId?: string): string => {
  const path = key.split('/').map(encodeURIComponent).join('/');
  return `/files/${path}${versionId === undefined ? '' : `?version=${encodeURIComponent(versionId)}`}`;
};

/** `GET /files/<key>?version=`: an object's content. Only images and JSON are shown by a browser; the rest is for download. */
export const fileRoute = (store: Store): Route => {
  return async (exchange) => {
    const { method, url, request, response } = exchange;
    if (!url.pathname.startsWith('/files/') || (method !== 'GET' && method !== 'HEAD')) return 'pass';
    const key = decodeKey(url.pathname.slice('/files/'.length));
    const version = url.searchParams.get('version');
    const head = key === undefined ? undefined : await store.head({ key, ...(version === null ? {} : { versionId: version }) });
    if (head === undefined) {
      return sendProblem(exchange, 404, {
        code: 'FILE_NOT_FOUND',
        message: `there is no file ${key ?? url.pathname}`,
        hint: 'Keys are listed by GET /edits.',
      });
    }
    const ref = { key: head.key, versionId: head.versionId };
    const etag = `"${head.versionId}"`;
    const immutable = version !== null || head.key.startsWith('results/');
    const headers = {
      etag,
      'cache-control': immutable ? 'private, max-age=31536000, immutable' : 'private, no-cache',
      'content-security-policy': "default-src 'none'; sandbox",
    };
    if (request.headers['if-none-match'] === etag) return send(exchange, 304, headers);
    const type = mediaTypeOf(await store.readRange(ref, 0, FORMAT_BYTES), head.key);
    const disposition = type === undefined ? { 'content-disposition': 'attachment' } : {};
    const { bytes, body } = await store.open(ref);
    const all = {
      ...headers,
      ...disposition,
      'content-type': type ?? 'application/octet-stream',
      'content-length': String(bytes),
    };
    if (method === 'HEAD') return send(exchange, 200, all);
    response.writeHead(200, all);
    await pipeline(body, response);
    return 'answered';
  };
};

const decodeKey = (path: string): string | undefined => {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
};

/** What a browser may show: an image by its content, JSON by its name. */
const mediaTypeOf = (bytes: Uint8Array, key: string): string | undefined =>
  formatOf(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength))?.mediaType ??
  (key.endsWith('.json') ? 'application/json; charset=utf-8' : undefined);
