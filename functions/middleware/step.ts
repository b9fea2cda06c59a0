/** What every step of the workflow has around it. */
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import type { Telemetry } from '#core/ports/telemetry.ts';
import { reportFailure } from './report-failure.ts';

/** A step as Lambda, the embedded runtime and the tests call it. */
export type Step<TEvent, TResult> = (event: TEvent, context?: Context) => Promise<TResult>;

/**
 * Wraps a step. Lambda's own timeout stays in charge (middy would answer a few milliseconds before it, under a name that the
 * workflow does not know).
 */
export const createStep = <TEvent, TResult>(
  name: string,
  telemetry: Telemetry,
  run: (event: TEvent) => Promise<TResult>,
): Step<TEvent, TResult> => {
  const wrapped = middy((event: TEvent) => run(event), { timeoutEarlyInMillis: 0 }).use(reportFailure(name, telemetry));
  return (event, context) => wrapped(event, context ?? NO_CONTEXT);
};

/** In process there is no Lambda context; no step of ours reads it. */
const NO_CONTEXT = {} as Context;
