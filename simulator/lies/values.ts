/** The kinds of values that lies take. */
import { findCode } from '../error-codes.ts';
import type { Values } from './lie.ts';

/** No value. */
export const NOTHING: Values<true> = { written: '', read: (text) => (text === undefined ? true : undefined) };

const numberIn = (text: string, least: number): number | undefined => {
  const value = Number(text);
  return text.trim() !== '' && Number.isFinite(value) && value >= least ? value : undefined;
};

/** Seconds of at least `least`, written as a number. */
export const seconds = (least: number): Values<number> => ({
  written: '=SECONDS',
  read: (text = '') => numberIn(text, least),
});

/** A whole number from 1, with the one taken when it is left out. */
export const count = (name: string, usual: number): Values<number> => ({
  written: `[=${name}]`,
  read: (text) => {
    if (text === undefined) return usual;
    const value = numberIn(text, 1);
    return value !== undefined && Number.isInteger(value) ? value : undefined;
  },
});

/** One of these words; the first when it is left out. */
export const oneOf = <T extends string>(first: T, ...others: readonly T[]): Values<T> => ({
  written: `[=${[first, ...others].join('|')}]`,
  read: (text = first) => [first, ...others].find((word) => word === text),
});

/** Any text without spaces, with the one taken when it is left out. */
export const word = (name: string, usual: string): Values<string> => ({
  written: `[=${name}]`,
  read: (text = usual) => (/^\S{1,100}$/.test(text) ? text : undefined),
});

/** An error code that the service documents, with the one taken when it is left out. */
export const errorCode = (usual: string): Values<string> => ({
  written: '[=CODE]',
  read: (text) => (text === undefined ? usual : findCode(text)),
});
