/** `darkroom/webhooks`: for programs that receive webhooks. */
export type { EventName } from '#core/events/events.ts';
export type { EditMessage } from '#core/events/message.ts';
export {
  type ReceivedHeaders,
  verifyWebhook,
  type WebhookRefusal,
  type WebhookToVerify,
  type WebhookVerdict,
} from '#core/webhooks/verify.ts';
