/** Sends the bytes of an upload and says how far it is; fetch cannot say that yet. */
import type { SendBytes } from '#client/uploads.ts';
import { addressAsSeenFrom } from '../state/local-address.ts';

/** A sender that calls `onShare` with 0 to 1. */
export const sendWithProgress =
  (onShare: (share: number) => void): SendBytes =>
  ({ method, url, headers, body }, { signal }) =>
    new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open(method, addressAsSeenFrom(location.href, url));
      for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
      request.upload.onprogress = ({ lengthComputable, loaded, total }) => {
        if (lengthComputable && total > 0) onShare(loaded / total);
      };
      request.onload = () => resolve({ status: request.status, text: request.responseText });
      request.onerror = () => reject(new Error(`no answer from ${new URL(url, location.href).origin}`));
      request.onabort = () => reject(signal?.reason ?? new Error('aborted'));
      signal?.addEventListener('abort', () => request.abort(), { once: true });
      request.send(body);
    });
