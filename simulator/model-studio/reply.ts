/** An answer of the service, and what may go wrong with it on the wire. */
import type { ServiceError } from '../error-codes.ts';
import type { FaultKind } from '../faults.ts';
import type { Body } from './bodies.ts';

/**
 * What goes wrong between a correct answer and its reader: `drop` closes the connection without an answer,
 * `html` replaces the answer by a web page with status 200.
 */
export type WireFault =
  | { readonly kind: 'drop' }
  | { readonly kind: 'delay'; readonly ms: number }
  | { readonly kind: 'slow-loris' }
  | { readonly kind: 'truncate' }
  | { readonly kind: 'html' };

/** An answer of the service before it meets a wire. */
export interface Reply {
  readonly status: number;
  readonly body: Body;
  /** A web page in place of the body. */
  readonly page?: string;
  readonly wire?: WireFault;
}

/** An error in the service's envelope. */
export const errorReply = (error: ServiceError, requestId: string): Reply => ({
  status: error.status,
  body: { code: error.code, message: error.message, request_id: requestId },
});

/** The disturbance a fault puts on the wire, when it is of that kind. */
export const wireOf = (fault: FaultKind | undefined, speed: number): WireFault | undefined => {
  switch (fault) {
    case 'drop-before':
    case 'drop-after-accept':
      return { kind: 'drop' };
    case 'slow-loris':
      return { kind: 'slow-loris' };
    case 'truncate':
      return { kind: 'truncate' };
    case 'wrong-type':
      return { kind: 'html' };
    default:
      return typeof fault === 'object' && 'delay' in fault ? { kind: 'delay', ms: (fault.delay * 1000) / speed } : undefined;
  }
};

/** The answer with a disturbance on its way, if there is one. */
export const withWire = (reply: Reply, wire: WireFault | undefined): Reply => (wire === undefined ? reply : { ...reply, wire });
