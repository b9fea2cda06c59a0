/** Reads a stream part by part, wherever its pieces end: a format says in order what it wants, and never holds more than one small part. */

/**
 * What a format wants next. `take`: so many bytes, at hand. `pass`: so many bytes, a piece at a time, each of which `each` may look at.
 * `seek`: everything up to and including the next byte of this value.
 */
export type Want =
  | { readonly kind: 'take'; readonly bytes: number }
  | { readonly kind: 'pass'; readonly bytes: number; readonly each?: (piece: Uint8Array) => void }
  | { readonly kind: 'seek'; readonly byte: number };

/** What it got: the bytes taken (none for the others), and how many bytes went by. */
export interface Got {
  readonly taken: Buffer;
  readonly passed: number;
}

/** A format: asks for part after part and answers what it found at its end. */
export type Format<T> = Generator<Want, T, Got>;

/** Wants the next `bytes` bytes, a few at most. */
export function* take(bytes: number): Format<Buffer> {
  return (yield { kind: 'take', bytes }).taken;
}

/** Lets `bytes` bytes go by. */
export function* pass(bytes: number, each?: (piece: Uint8Array) => void): Format<void> {
  yield { kind: 'pass', bytes, ...(each === undefined ? {} : { each }) };
}

/** Lets everything go by up to and including the next `byte`, and answers how many bytes that were. */
export function* seek(byte: number): Format<number> {
  return (yield { kind: 'seek', byte }).passed;
}

const NOTHING = Buffer.alloc(0);

/** Feeds a format. What follows its end is let by. */
export const createPartsReader = <T>(format: Format<T>) => {
  let step = format.next();
  let taken = NOTHING;
  let passed = 0;

  const advance = (): void => {
    const got = { taken, passed };
    taken = NOTHING;
    passed = 0;
    step = format.next(got);
  };

  /** How many bytes of the rest the want uses up, and whether it has enough then. */
  const serve = (want: Want, rest: Uint8Array): { readonly used: number; readonly done: boolean } => {
    if (want.kind === 'seek') {
      const at = rest.indexOf(want.byte);
      const used = at < 0 ? rest.length : at + 1;
      passed += used;
      return { used, done: at >= 0 };
    }
    const used = Math.min(rest.length, want.bytes - passed);
    passed += used;
    if (want.kind === 'take') taken = Buffer.concat([taken, rest.subarray(0, used)]);
    else if (used > 0) want.each?.(rest.subarray(0, used));
    return { used, done: passed === want.bytes };
  };

  return {
    /** Goes on with a piece. @throws whatever the format throws */
    read: (piece: Uint8Array): void => {
      for (let rest = piece; !step.done && rest.length > 0; ) {
        const { used, done } = serve(step.value, rest);
        rest = rest.subarray(used);
        if (done) advance();
        while (!step.done && step.value.kind !== 'seek' && step.value.bytes === 0) advance();
      }
    },
    /** What the format found; undefined while it wants more. */
    found: (): T | undefined => (step.done === true ? step.value : undefined),
  };
};
