/**
 * What waiting costs, by AWS list prices (us-east-1, arm64, no free tier) in US dollars.
 * Sources: the pricing pages of Step Functions, Lambda, Lambda durable functions, DynamoDB (on demand), S3 and EventBridge.
 */

/** List prices. */
export const PRICES = {
  /** One transition of a Standard workflow: every state entered, every retry. */
  transition: 25e-6,
  lambdaGbSecond: 1.33334e-5,
  lambdaRequest: 2e-7,
  /** One operation of a durable function: its start, a finished step, a wait. */
  durableOperation: 8e-6,
  /** One write unit (1 KB); an item written in a transaction takes two. */
  dynamoWrite: 0.625e-6,
  /** One read unit (4 KB, strongly consistent). */
  dynamoRead: 0.125e-6,
  s3Put: 5e-6,
  s3Get: 0.4e-6,
  customEvent: 1e-6,
} as const;

/** The formulas, as they are printed. */
export const FORMULAS = [
  'transition = $25e-6; Lambda(ms, MB) = $2e-7 + ms/1000 * MB/1024 * $1.33334e-5 (arm64)',
  'Darkroom   = transitions * T + sum of Lambda(billed ms, configured MB) over its invocations + ledger + events, all counted',
  'loop       = T * (2 + 3 * queries) + queries * Lambda(query, 128)        2 states to submit and persist; Wait, Check, Choice a query',
  'one wait() = Lambda(whole wait, 512), no workflow                         what it costs to sit in the function that submitted',
  'durable    = $8e-6 * (1 + queries) + queries * Lambda(query, 128)         start, then one operation a query (the lower reading)',
  'The last three leave out queue, ledger, events and the other functions, which Darkroom pays for and they would need as well.',
  'Nobody is charged for storing the result (two PUTs) or for the trigger.',
] as const;

/** Cost of one invocation on arm64; billed by the started millisecond. */
export const lambdaCost = (ms: number, megabytes: number): number =>
  PRICES.lambdaRequest + (Math.ceil(ms) / 1000) * (megabytes / 1024) * PRICES.lambdaGbSecond;

/** States besides the queries in a workflow that others would write: submit and persist. */
const FIXED_STATES = 2;

/** Wait, Check status, Choice. */
const STATES_PER_QUERY = 3;

/** Transitions of a loop of Wait, Task and Choice. */
export const loopTransitions = (queries: number): number => FIXED_STATES + STATES_PER_QUERY * queries;

/** Cost of a loop of Wait, Task and Choice with so many queries of so many ms each. */
export const loopCost = (queries: number, queryMs: number): number =>
  loopTransitions(queries) * PRICES.transition + queries * lambdaCost(queryMs, 128);

/** Cost of waiting inside one function of 512 MB. */
export const sittingCost = (ms: number): number => lambdaCost(ms, 512);

/** Cost of a durable function that suspends between queries. */
export const durableCost = (queries: number, queryMs: number): number =>
  (1 + queries) * PRICES.durableOperation + queries * lambdaCost(queryMs, 128);
