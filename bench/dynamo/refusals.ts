/** Errors as the SDK throws them for DynamoDB's answers, and the one that says what the simulation does not know. */
import {
  type AttributeValue,
  type CancellationReason,
  ConditionalCheckFailedException,
  DynamoDBServiceException,
  IdempotentParameterMismatchException,
  InternalServerError,
  ResourceNotFoundException,
  ThrottlingException,
  TransactionCanceledException,
  TransactionConflictException,
  TransactionInProgressException,
} from '@aws-sdk/client-dynamodb';

const $metadata = { httpStatusCode: 400 } as const;

/** A request that DynamoDB would not take. */
export const invalid = (message: string): DynamoDBServiceException =>
  new DynamoDBServiceException({ name: 'ValidationException', $fault: 'client', message, $metadata });

/** Something that DynamoDB may well do and this simulation does not: said loudly, never ignored. */
export class NotSimulated extends Error {
  constructor(what: string) {
    super(`the simulated DynamoDB does not know ${what}`);
    this.name = 'NotSimulated';
  }
}

/** Another transaction holds the item of a single write. */
export const conflict = (): TransactionConflictException =>
  new TransactionConflictException({ message: 'Transaction is ongoing for the item', $metadata });

/** The condition of a single write did not hold; `item` is what lies there, when it was asked for. */
export const conditionFailed = (item: Readonly<Record<string, AttributeValue>> | undefined): ConditionalCheckFailedException =>
  new ConditionalCheckFailedException({
    message: 'The conditional request failed',
    $metadata,
    ...(item === undefined ? {} : { Item: item }),
  });

/** A transaction that changed nothing, with a reason for each of its operations. */
export const canceled = (reasons: readonly CancellationReason[]): TransactionCanceledException =>
  new TransactionCanceledException({
    message: `Transaction cancelled, please refer cancellation reasons for specific reasons [${reasons.map(({ Code }) => Code).join(', ')}]`,
    $metadata,
    CancellationReasons: [...reasons],
  });

/** There is no such table or index. */
export const notFound = (message: string): ResourceNotFoundException => new ResourceNotFoundException({ message, $metadata });

/** A token came again with another request. */
export const tokenReused = (): IdempotentParameterMismatchException =>
  new IdempotentParameterMismatchException({ message: 'the token was used for another request', $metadata });

/** A token came again while its transaction is under way. */
export const inProgress = (): TransactionInProgressException =>
  new TransactionInProgressException({ message: 'the transaction with this token is in progress', $metadata });

/** Too much was asked of it; nothing happened. */
export const throttled = (): ThrottlingException =>
  new ThrottlingException({ message: 'Throughput exceeds the current capacity of your table or index', $metadata });

/** Something broke at DynamoDB's side. */
export const broken = (): InternalServerError =>
  new InternalServerError({ message: 'Internal server error', $metadata: { httpStatusCode: 500 } });

/** No answer came in time, as the SDK's HTTP handler says it. */
export const timedOut = (): Error => Object.assign(new Error('the reply did not come in time'), { name: 'TimeoutError' });
