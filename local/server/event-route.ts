/** `GET /events`: server-sent events of every edit. */
import { type EventFeed, STREAM_HEARTBEAT } from '#core/events/stream.ts';
import type { Route } from './exchange.ts';

/** Milliseconds between two heartbeats on a stream without events. */
const HEARTBEAT_MS = 15_000;

/** Streams a feed; a reader that comes back with `Last-Event-ID` gets what it missed. */
export const eventRoute = (feed: EventFeed): Route => {
  return ({ request, response, method, url }) => {
    if (url.pathname !== '/events' || method !== 'GET') return 'pass';
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    const last = request.headers['last-event-id'];
    const unsubscribe = feed.subscribe(Array.isArray(last) ? last[0] : last, (text) => {
      response.write(text);
    });
    const heartbeat = setInterval(() => response.write(STREAM_HEARTBEAT), HEARTBEAT_MS);
    heartbeat.unref();
    response.once('close', () => {
      clearInterval(heartbeat);
      unsubscribe();
    });
    return 'answered';
  };
};
