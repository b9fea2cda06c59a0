import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutToBytes, failureMessage, readFailure } from '#core/edit/failure.ts';

const problem = { code: 'InvalidParameter', message: 'n is 5', hint: 'use 1 to 4' };
const lambda = (message: string): string => JSON.stringify({ errorMessage: message, errorType: 'InvalidEdit', trace: [] });

describe('a failure on its way through the workflow', () => {
  it('is read as it was meant, from Lambda and from the runtime of one machine', () => {
    const message = failureMessage(problem);
    expect(readFailure({ Error: 'InvalidEdit', Cause: message })).toEqual({ name: 'InvalidEdit', problem });
    expect(readFailure({ Error: 'InvalidEdit', Cause: lambda(message) })).toEqual({ name: 'InvalidEdit', problem });
  });

  it('is told in plain words when none of our steps wrote it', () => {
    expect(readFailure({ Error: 'Sandbox.Timedout', Cause: 'RequestId: 1 timed out' }).problem).toMatchObject({
      code: 'STEP_TIMEOUT',
    });
    expect(readFailure({ Error: 'TypeError', Cause: '{broken' }).problem.message).toContain('TypeError: {broken');
    expect(readFailure(undefined)).toMatchObject({ name: 'Unknown', problem: { code: 'STEP_FAILED' } });
    expect(readFailure({ Error: 'X', Cause: '{"code":"C","message":"m"}' }).problem).toEqual({
      code: 'C',
      message: 'm',
      hint: '',
    });
    const words = lambda('words '.repeat(900));
    expect(readFailure({ Error: 'X', Cause: words }).problem.message.length).toBeLessThanOrEqual(500);
  });

  it('says no more than its name when that is all there is', () => {
    expect(readFailure({ Error: 'States.Timeout' }).problem).toMatchObject({
      code: 'STEP_TIMEOUT',
      message: 'a step of the workflow ended with States.Timeout',
    });
  });

  it.each(['null', '5', '"text"', '[1]', '{"code":"C","message":5}', '{"code":5,"message":"m"}', '{"errorMessage":5}'])(
    'is not read into JSON that none of our steps wrote: %s',
    (cause) => {
      expect(readFailure({ Error: 'TypeError', Cause: cause }).problem).toMatchObject({
        code: 'STEP_FAILED',
        message: `a step of the workflow ended with TypeError: ${cause}`,
      });
    },
  );

  it('quotes with what costs no backslash', () => {
    const message = failureMessage({ code: 'C', message: 'the key "a\\b"\nis odd', hint: 'say "c"' });
    expect(JSON.parse(message)).toEqual({ code: 'C', message: "the key 'a/b' is odd", hint: "say 'c'" });
  });

  it('never carries what signs a URL', () => {
    const signed = 'GET https://bucket.s3.amazonaws.com/a.png?X-Amz-Signature=abcdef failed';
    expect(readFailure({ Error: 'TypeError', Cause: lambda(signed) }).problem.message).not.toContain('abcdef');
  });

  it('keeps the state under 1 KiB, whatever stands in it', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 3000 }),
        fc.string({ unit: 'binary', maxLength: 3000 }),
        (message, hint) => {
          const error = lambda(failureMessage({ code: 'A'.repeat(200), message, hint }));
          const state = JSON.stringify({
            editId: 'a'.repeat(40),
            waitSeconds: 300,
            next: 'persist',
            failure: { Error: 'SubmissionUnknown', Cause: error },
          });
          expect(Buffer.byteLength(state)).toBeLessThan(1024);
          expect(readFailure({ Error: 'InvalidEdit', Cause: error }).problem.code).toHaveLength(62);
        },
      ),
      {
        examples: [
          ['"'.repeat(3000), '\\'.repeat(3000)],
          ['图'.repeat(3000), '\u0000'.repeat(3000)],
        ],
      },
    );
  });

  it('is cut only when it is longer than allowed', () => {
    expect(cutToBytes('caf\u00e9', 5)).toBe('caf\u00e9');
    expect(cutToBytes('caf\u00e9s', 5)).toBe('ca…');
  });

  it('never cuts a character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), fc.integer({ min: 3, max: 200 }), (text, bytes) => {
        const cut = cutToBytes(text, bytes);
        expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(bytes);
        expect(text.startsWith(cut.replace(/…$/, ''))).toBe(true);
      }),
    );
  });
});
