/** Files as events: what S3, EventBridge and SQS would hand to start-edit for a new object. */
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { InvalidEdit, type Problem } from '#core/errors.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { ObjectHead } from '#core/ports/store.ts';
import type { Telemetry } from '#core/ports/telemetry.ts';

/** What the intake needs. */
export interface IntakeDeps {
  readonly startEdit: (event: SQSEvent) => Promise<SQSBatchResponse | undefined>;
  /** Answers undefined when the object is gone again. @throws InvalidEdit when its metadata cannot be read */
  readonly head: (key: string) => Promise<Pick<ObjectHead, 'bytes' | 'versionId'> | undefined>;
  /** Records an object that `head` rejected. */
  readonly reject: (key: string, problem: Problem) => Promise<unknown>;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly telemetry: Telemetry;
}

/** Takes in keys of new objects. */
export interface Intake {
  /** Hands a key to start-edit, now or when the ones before it are done; a key that waits already is not queued twice. */
  take(key: string): void;
  /** Resolves when nothing waits, nothing is at work, and nothing is to be tried again soon. */
  idle(): Promise<void>;
  stop(): void;
}

/** The bucket that events of a folder name. */
export const LOCAL_BUCKET = 'local';

/** Keys at work at the same time. */
const CONCURRENCY = 4;
/** As often as the queue on AWS delivers a message before it goes to the dead-letter queue: then a file is tried seldom and loudly. */
const QUICK_RECEIVES = 5;
/** How long after a quick attempt the next one is made, in ms: doubled every time. */
const QUICK_RETRY_MS = 1_000;
/** How long after that, in ms: a file stays in its folder, so it is never given up. */
const SLOW_RETRY_MS = 5 * 60_000;

/** An intake that works on a few keys at a time and repeats what failed, as the queue on AWS does. */
export const createIntake = (deps: IntakeDeps): Intake => {
  const { clock, telemetry } = deps;
  const waiting = new Set<string>();
  const stopping = new AbortController();
  let atWork = 0;
  let onIdle: (() => void)[] = [];
  const receives = new Map<string, number>();
  let retrying = 0;

  /** One attempt. A file that failed gives its place to the others while it waits for the next one. */
  const deliver = async (key: string): Promise<void> => {
    const receive = (receives.get(key) ?? 0) + 1;
    if (await attempt(key, receive)) receives.delete(key);
    else if (!stopping.signal.aborted) void retryLater(key, receive);
  };

  const retryLater = async (key: string, receive: number): Promise<void> => {
    receives.set(key, receive);
    const quick = receive < QUICK_RECEIVES;
    if (receive === QUICK_RECEIVES) telemetry.log('error', 'upload not taken', { key, receives: receive, nextMs: SLOW_RETRY_MS });
    if (quick) retrying += 1;
    await clock.sleep(quick ? QUICK_RETRY_MS * 2 ** (receive - 1) : SLOW_RETRY_MS, stopping.signal).catch(() => undefined);
    if (quick) retrying -= 1;
    if (stopping.signal.aborted) return;
    waiting.add(key);
    next();
  };

  const attempt = async (key: string, receive: number): Promise<boolean> => {
    try {
      const head = await deps.head(key);
      if (head === undefined) return true;
      const answer = await deps.startEdit(eventOf(key, head, receive));
      return (answer?.batchItemFailures ?? []).length === 0;
    } catch (error) {
      if (error instanceof InvalidEdit) return recordRejection(key, error.problem, receive);
      const { name, message } = error instanceof Error ? error : new Error(String(error));
      telemetry.log('warn', 'upload not taken yet', { key, receive, error: `${name}: ${message}` });
      return false;
    }
  };

  const recordRejection = (key: string, problem: Problem, receive: number): Promise<boolean> =>
    deps.reject(key, problem).then(
      () => true,
      (error: unknown) => {
        telemetry.log('warn', 'rejection not recorded yet', { key, receive, error: String(error) });
        return false;
      },
    );

  const eventOf = (key: string, head: Pick<ObjectHead, 'bytes' | 'versionId'>, receive: number): SQSEvent => {
    const now = clock.now();
    const body = {
      version: '0',
      id: deps.newId(),
      'detail-type': 'Object Created',
      source: 'aws.s3',
      account: '000000000000',
      time: new Date(now).toISOString(),
      region: 'local',
      resources: [`arn:aws:s3:::${LOCAL_BUCKET}`],
      detail: {
        version: '0',
        bucket: { name: LOCAL_BUCKET },
        object: { key, size: head.bytes, etag: head.versionId, 'version-id': head.versionId },
        'request-id': deps.newId(),
        requester: 'local',
        reason: 'PutObject',
      },
    };
    return { Records: [recordOf(deps.newId(), JSON.stringify(body), now, receive)] };
  };

  const next = (): void => {
    for (const key of waiting) {
      if (atWork >= CONCURRENCY || stopping.signal.aborted) return;
      waiting.delete(key);
      atWork += 1;
      void deliver(key).finally(() => {
        atWork -= 1;
        next();
      });
    }
    if (atWork > 0 || waiting.size > 0 || retrying > 0) return;
    for (const resolve of onIdle) resolve();
    onIdle = [];
  };

  return {
    take: (key) => {
      waiting.add(key);
      next();
    },
    idle: () =>
      new Promise((resolve) => {
        onIdle.push(resolve);
        next();
      }),
    stop: () => stopping.abort(),
  };
};

const recordOf = (messageId: string, body: string, now: number, receive: number): SQSEvent['Records'][number] => ({
  messageId,
  receiptHandle: messageId,
  body,
  attributes: {
    ApproximateReceiveCount: String(receive),
    SentTimestamp: String(now),
    SenderId: 'local',
    ApproximateFirstReceiveTimestamp: String(now),
  },
  messageAttributes: {},
  md5OfBody: '',
  eventSource: 'aws:sqs',
  eventSourceARN: 'arn:aws:sqs:local:000000000000:uploads',
  awsRegion: 'local',
});
