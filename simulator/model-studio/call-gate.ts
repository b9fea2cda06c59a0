/** What every call passes before its endpoint sees it: the key, the rate limits and the faults; and the counts of calls. */
import { type ServiceError, serviceError } from '../error-codes.ts';
import { errorOf, type FaultContext, type FaultKind, type FaultPhase, type Faults } from '../faults.ts';
import { accountOf } from './account.ts';
import type { CallHeaders, RequestCounters, TaskServiceLimits, TaskServiceOptions } from './contract.ts';
import { createRateLimit } from './rate-limit.ts';
import { errorReply, type Reply, wireOf, withWire } from './reply.ts';

/** What the gate is made of. */
export interface CallGateDeps extends Pick<TaskServiceOptions, 'clock' | 'apiKeys'> {
  readonly limits: (now: number) => TaskServiceLimits;
  readonly speed: number;
  readonly newId: () => string;
  readonly faults: Faults;
}

/** The gate in front of the endpoints. */
export interface CallGate {
  readonly requests: RequestCounters;
  /** The answer with an error, counted. */
  reject(error: ServiceError): Reply;
  /** The error of a call without a valid key; undefined when the key is good. */
  checkKey(headers: CallHeaders): ServiceError | undefined;
  /** The fault that strikes, if any, counted. */
  strike(phase: FaultPhase, about: Omit<FaultContext, 'phase' | 'nth'>): FaultKind | undefined;
  /** Runs a call of one endpoint behind its key check, its rate limit and its faults. */
  guarded(
    endpoint: 'create' | 'query' | 'list' | 'cancel',
    headers: CallHeaders,
    about: Omit<FaultContext, 'phase' | 'nth'>,
    work: (account: string) => Reply,
  ): Reply;
}

/** Creates the gate. */
export const createCallGate = ({ clock, apiKeys = 'any', limits, speed, newId, faults }: CallGateDeps): CallGate => {
  const queries = (now: number): number => limits(now).queriesPerSecond;
  const rates = {
    create: createRateLimit((now) => limits(now).createsPerSecond, 1000 / speed),
    query: createRateLimit(queries, 1000 / speed),
    list: createRateLimit(queries, 1000 / speed),
    cancel: createRateLimit(queries, 1000 / speed),
  };
  const allowed = apiKeys === 'any' ? undefined : new Set(apiKeys.map(accountOf));
  const requests: RequestCounters = {
    creates: 0,
    queries: 0,
    lists: 0,
    cancels: 0,
    uploads: 0,
    results: 0,
    unauthorized: 0,
    throttled: 0,
    faults: 0,
  };

  const reject = (error: ServiceError): Reply => {
    if (error.status === 429) requests.throttled += 1;
    if (error.status === 401) requests.unauthorized += 1;
    return errorReply(error, newId());
  };

  const checkKey = (headers: CallHeaders): ServiceError | undefined => {
    if (!headers.apiKey) return serviceError('InvalidApiKey', 'No API-key provided.');
    return allowed === undefined || allowed.has(accountOf(headers.apiKey)) ? undefined : serviceError('InvalidApiKey');
  };

  const strike = (phase: FaultPhase, about: Omit<FaultContext, 'phase' | 'nth'>): FaultKind | undefined => {
    const fault = faults.strike(phase, about);
    if (fault !== undefined) requests.faults += 1;
    return fault;
  };

  const guarded: CallGate['guarded'] = (endpoint, headers, about, work) => {
    const keyProblem = checkKey(headers);
    if (keyProblem !== undefined) return reject(keyProblem);
    const account = accountOf(headers.apiKey ?? '');
    if (!rates[endpoint].admit(account, clock.now())) return reject(serviceError('Throttling.RateQuota'));
    const fault = strike(endpoint, { account, ...about });
    const error = errorOf(fault);
    if (error !== undefined) return reject(error);
    const wire = wireOf(fault, speed);
    return fault === 'drop-before' ? withWire({ status: 0, body: {} }, wire) : withWire(work(account), wire);
  };

  return { requests, reject, checkKey, strike, guarded };
};
