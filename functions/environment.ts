/** Reading the environment of a function: every missing or malformed variable is named, with who sets it. */
import { DEFAULT_CAPACITY } from '#core/admission/admission.ts';

/** An environment as Node gives it. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The value of a variable that the stack always sets. @throws Error naming the variable */
export const need = (env: Environment, name: string): string => {
  const value = env[name];
  if (value) return value;
  throw new Error(`${name} is not set: the stack sets it on every function that needs it (lib/functions/environments.ts)`);
};

/** Slots at the service, 1 to 1000; default {@link DEFAULT_CAPACITY}. @throws Error when it is not a whole number in that range */
export const capacityOf = (env: Environment): number => {
  const text = env.DARKROOM_CAPACITY;
  if (!text) return DEFAULT_CAPACITY;
  const capacity = Number(text);
  if (Number.isInteger(capacity) && capacity >= 1 && capacity <= 1000) return capacity;
  throw new Error(`DARKROOM_CAPACITY is "${text}": set it to a whole number from 1 to 1000`);
};

/** Images a day (DARKROOM_IMAGES_PER_DAY), absent for no bound. @throws Error when it is not a whole number */
export const imagesPerDayOf = ({ DARKROOM_IMAGES_PER_DAY: text }: Environment): { readonly imagesPerDay?: number } => {
  if (!text) return {};
  if (/^\d{1,9}$/.test(text)) return { imagesPerDay: Number(text) };
  throw new Error(`DARKROOM_IMAGES_PER_DAY is "${text}": set it to a whole number of images, or leave it out for no bound`);
};
