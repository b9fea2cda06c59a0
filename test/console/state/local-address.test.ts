import { describe, expect, it } from 'vitest';
import { addressAsSeenFrom } from '#console/state/local-address.ts';

/** Where the page is, the address that the API gives, and what the page loads. */
const SEEN = [
  ['http://localhost:4400/', 'http://127.0.0.1:4400/files/a?version=1', '/files/a?version=1'],
  ['http://localhost:4400/', 'http://127.0.0.1:9/files/a', 'http://127.0.0.1:9/files/a'],
  ['https://console.example/', 'https://bucket.example/a', 'https://bucket.example/a'],
  ['https://localhost/', 'http://localhost/a', 'http://localhost/a'],
] as const;

describe('an address of this machine under another name', () => {
  it.each(SEEN)('from %s, %s is loaded as %s', (page, address, expected) => {
    expect(addressAsSeenFrom(page, address)).toBe(expected);
  });
});
