/** Numbers as DynamoDB keeps them: decimal, exact, up to 38 digits. */

/** `digits` times ten to the power of `exponent`; digits that end in 0 are shortened, zero has the exponent 0. */
export interface Decimal {
  readonly digits: bigint;
  readonly exponent: number;
}

/** Most digits of a number (developer guide, "Number"). */
const MAX_DIGITS = 38;

/** Bounds of the power of ten of the first digit. */
const MAGNITUDE = { least: -130, most: 125 } as const;

const NUMBER = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?$/;

/** The number that a text says; undefined when it is none, or one that DynamoDB cannot keep. */
export const readDecimal = (text: string): Decimal | undefined => {
  const match = NUMBER.exec(text);
  const [, sign = '', whole = '', fraction = '', power = '0'] = match ?? [];
  if (match === null || whole + fraction === '') return undefined;
  return bounded(shortened(BigInt(`${sign === '-' ? '-' : ''}${whole}${fraction}`), Number(power) - fraction.length));
};

const bounded = (value: Decimal): Decimal | undefined => {
  const length = lengthOf(value.digits);
  const magnitude = length + value.exponent - 1;
  if (value.digits === 0n) return value;
  return length > MAX_DIGITS || magnitude < MAGNITUDE.least || magnitude > MAGNITUDE.most ? undefined : value;
};

const lengthOf = (digits: bigint): number => String(digits < 0n ? -digits : digits).length;

const shortened = (digits: bigint, exponent: number): Decimal => {
  if (digits === 0n) return { digits: 0n, exponent: 0 };
  const zeros = /0*$/.exec(String(digits))?.[0].length ?? 0;
  return { digits: digits / 10n ** BigInt(zeros), exponent: exponent + zeros };
};

const aligned = (a: Decimal, b: Decimal): readonly [bigint, bigint, number] => {
  const exponent = Math.min(a.exponent, b.exponent);
  const scaled = (value: Decimal): bigint => value.digits * 10n ** BigInt(value.exponent - exponent);
  return [scaled(a), scaled(b), exponent];
};

/** The sum; undefined when DynamoDB cannot keep it. */
export const addDecimals = (a: Decimal, b: Decimal): Decimal | undefined => {
  const [x, y, exponent] = aligned(a, b);
  return bounded(shortened(x + y, exponent));
};

/** The same number with the other sign. */
export const negated = ({ digits, exponent }: Decimal): Decimal => ({ digits: -digits, exponent });

/** Below 0, 0 or above 0, as a sort needs it. */
export const compareDecimals = (a: Decimal, b: Decimal): number => {
  const [x, y] = aligned(a, b);
  return x < y ? -1 : x > y ? 1 : 0;
};

/** The number as DynamoDB answers it: no exponent, no zeros that say nothing. */
export const decimalText = ({ digits, exponent }: Decimal): string => {
  const sign = digits < 0n ? '-' : '';
  const text = String(digits < 0n ? -digits : digits);
  if (exponent >= 0) return `${sign}${text}${'0'.repeat(exponent)}`;
  const padded = text.padStart(1 - exponent, '0');
  return `${sign}${padded.slice(0, exponent)}.${padded.slice(exponent)}`;
};
