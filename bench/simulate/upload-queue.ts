/**
 * The queue between the bucket and start-edit, as lib/triggers/triggers.ts deploys it: batches of 10, messages that failed come again after
 * the visibility timeout, and after five tries they lie in the dead-letter queue until an operator sends them once more.
 */
import type { Clock } from '#core/ports/clock.ts';
import type { StartEditEvent } from '#functions/start-edit/handler.ts';

/** How the queue is deployed. */
export interface UploadQueueRules {
  readonly batchSize: number;
  /** Batches handled at once. */
  readonly concurrency: number;
  readonly visibilityMs: number;
  readonly maxReceives: number;
  /** How long a dead letter lies until an operator has seen the alarm and sends it again, in ms. */
  readonly redriveMs: number;
}

/** As deployed. */
export const DEPLOYED_QUEUE: UploadQueueRules = {
  batchSize: 10,
  concurrency: 10,
  visibilityMs: 360_000,
  maxReceives: 5,
  redriveMs: 3_600_000,
};

/** What handles one batch: answers the ids of the messages that failed. */
export type ReceiveBatch = (event: StartEditEvent) => Promise<{
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}>;

/** A queue. */
export interface UploadQueue {
  send(body: string): void;
  /** Messages that are not done. */
  readonly open: number;
  /** How often a message came again because it had failed. */
  readonly repeats: number;
  /** How often a message became a dead letter. */
  readonly deadLetters: number;
}

interface Message {
  readonly messageId: string;
  readonly body: string;
  receives: number;
}

/** A queue that calls `receive` as soon as there is something to receive. */
export const createUploadQueue = (clock: Clock, rules: UploadQueueRules, receive: ReceiveBatch): UploadQueue => {
  const visible: Message[] = [];
  let open = 0;
  let sent = 0;
  let busy = 0;
  let deadLetters = 0;
  let repeats = 0;

  const comeBack = async (message: Message): Promise<void> => {
    if (message.receives >= rules.maxReceives) {
      deadLetters += 1;
      message.receives = 0;
      await clock.sleep(rules.redriveMs);
    } else {
      await clock.sleep(rules.visibilityMs);
    }
    repeats += 1;
    visible.push(message);
    pump();
  };

  const handle = async (batch: readonly Message[]): Promise<void> => {
    const failed = await receive({ Records: batch.map(({ messageId, body }) => ({ messageId, body })) }).then(
      ({ batchItemFailures }) => new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)),
      () => new Set(batch.map(({ messageId }) => messageId)),
    );
    busy -= 1;
    for (const message of batch) {
      if (failed.has(message.messageId)) void comeBack(message);
      else open -= 1;
    }
    pump();
  };

  const pump = (): void => {
    while (busy < rules.concurrency && visible.length > 0) {
      const batch = visible.splice(0, rules.batchSize);
      for (const message of batch) message.receives += 1;
      busy += 1;
      void handle(batch);
    }
  };

  return {
    send: (body) => {
      sent += 1;
      open += 1;
      visible.push({ messageId: `message-${sent}`, body, receives: 0 });
      pump();
    },
    get open() {
      return open;
    },
    get repeats() {
      return repeats;
    },
    get deadLetters() {
      return deadLetters;
    },
  };
};
