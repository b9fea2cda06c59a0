/** Permission to upload one file: a signed text in the URL, good for one key, one size and a short time. */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import * as z from 'zod/mini';
import type { Clock } from '#core/ports/clock.ts';

const grantSchema = z.strictObject({
  key: z.string(),
  mediaType: z.string(),
  maxBytes: z.int().check(z.minimum(1)),
  /** Epoch ms. */
  expiresAt: z.int(),
});

/** What a ticket permits. */
export type UploadGrant = z.infer<typeof grantSchema>;

/** Issues and checks tickets. */
export interface UploadTickets {
  issue(grant: UploadGrant): string;
  /** The grant of a token of ours that is still good; undefined otherwise. */
  redeem(token: string): UploadGrant | undefined;
}

/** Tickets signed with a secret that lives as long as this process: after a restart a client asks for a new one. */
export const createUploadTickets = ({ clock }: { readonly clock: Pick<Clock, 'now'> }): UploadTickets => {
  const secret = randomBytes(32);
  const signatureOf = (payload: string): Buffer => createHmac('sha256', secret).update(payload).digest();

  return {
    issue: (grant) => {
      const payload = Buffer.from(JSON.stringify(grant)).toString('base64url');
      return `${payload}.${signatureOf(payload).toString('base64url')}`;
    },
    redeem: (token) => {
      const [payload, signature, ...more] = token.split('.');
      if (payload === undefined || signature === undefined || more.length > 0) return undefined;
      const given = Buffer.from(signature, 'base64url');
      const wanted = signatureOf(payload);
      if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return undefined;
      const grant = grantSchema.safeParse(JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')));
      return grant.success && clock.now() < grant.data.expiresAt ? grant.data : undefined;
    },
  };
};
