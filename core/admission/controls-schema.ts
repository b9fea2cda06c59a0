/** What an operator may set. */
import * as z from 'zod/mini';
import type { Controls } from './controls.ts';

/** Schema of {@link Controls}. */
export const controlsSchema = z.strictObject({
  paused: z.boolean(),
  capacity: z.optional(z.int().check(z.minimum(1), z.maximum(1000))),
  imagesPerDay: z.optional(z.int().check(z.minimum(0))),
}) satisfies z.ZodMiniType<Controls>;
