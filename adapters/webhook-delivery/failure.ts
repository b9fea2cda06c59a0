/** Why a POST got no answer, told from the codes of Node's errors. */
import type { SendFailure } from '#core/webhooks/delivery.ts';

/** An error that ends an attempt before it reached anybody, with its reason. */
export class SendRefused extends Error {
  override readonly name = 'SendRefused';
  readonly reason: SendFailure;

  constructor(reason: SendFailure) {
    super(`not sent: ${reason}`);
    this.reason = reason;
  }
}

const NAME_CODES = new Set(['ENOTFOUND', 'EAI_AGAIN', 'ENODATA', 'EAI_NONAME']);

const isTls = (code: string): boolean =>
  code.startsWith('ERR_TLS') ||
  code.startsWith('ERR_SSL') ||
  code.startsWith('CERT_') ||
  code.includes('_CERT') ||
  code === 'EPROTO' ||
  code === 'UNABLE_TO_VERIFY_LEAF_SIGNATURE';

/** The reason of an error that a request ended with. */
export const reasonOf = (error: unknown): SendFailure => {
  if (error instanceof SendRefused) return error.reason;
  if (error instanceof Error && error.name === 'TimeoutError') return 'TIMEOUT';
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (NAME_CODES.has(code)) return 'NAME_NOT_FOUND';
  return isTls(code) ? 'TLS_FAILED' : 'CONNECTION_FAILED';
};
