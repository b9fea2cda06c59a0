/** Both ends of a transfer, in a process of their own: a server of PNGs of any size, and a bucket that swallows what is put there. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { endlessPng } from './endless-png.ts';

const sendPng = async (response: ServerResponse, bytes: number): Promise<void> => {
  response.writeHead(200, { 'content-type': 'image/png', 'content-length': bytes });
  await pipeline(Readable.from(endlessPng(bytes), { objectMode: false, highWaterMark: 256 * 1024 }), response);
};

const swallow = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
  for await (const _piece of request);
  response.writeHead(200, { etag: '"swallowed"', 'x-amz-version-id': 'v1', 'content-length': 0 });
  response.end();
};

const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const size = /^\/picture\/(\d+)\.png$/.exec(request.url ?? '')?.[1];
  if (request.method === 'GET' && size !== undefined) return sendPng(response, Number(size));
  if (request.method === 'PUT') return swallow(request, response);
  response.writeHead(404, { 'content-length': 0 });
  response.end();
};

const server = createServer((request, response) => {
  serve(request, response).catch(() => response.destroy());
});
server.listen(0, '127.0.0.1', () => process.send?.({ origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }));
process.once('disconnect', () => process.exit());
