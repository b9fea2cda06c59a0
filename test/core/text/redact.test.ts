import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redactText } from '#core/text/redact.ts';

describe('a redacted text', () => {
  it('holds nothing that signs, opens or fills pages', () => {
    const quoted = redactText(
      'Bad https://u:pw@host.example/a.png?X-Amz-Signature=abc&b=c, Signature=xyz "policy":"p0" Bearer tok3n sk-abcdef123 st-abcdef data:image/png;base64,QUJD\n\u202e!',
    );
    expect(quoted).toBe(
      'Bad https://host.example/a.png?(removed) Signature=(removed) "policy":"(removed)" Bearer (removed) sk-(removed) st-(removed) data:(removed) !',
    );
  });

  it('is at most 300 characters of one line, whatever came', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 1000 }), (text) => {
        const quoted = redactText(text);
        expect(quoted.length).toBeLessThanOrEqual(300);
        expect(quoted).not.toMatch(/\p{Cc}/u);
      }),
    );
  });

  it('is made in no time of hostile text too', () => {
    const startedAt = performance.now();
    for (const unit of ['http://', 'signature', 'data:', 'a@', '?', '"']) redactText(unit.repeat(200_000));
    expect(performance.now() - startedAt).toBeLessThan(2000);
  });
});
