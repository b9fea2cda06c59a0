/** Webhook endpoints and deliveries on one machine: SQLite, every call one transaction. */
import type { WebhookStore } from '#core/ports/webhooks.ts';
import type { WebhookDelivery } from '#core/webhooks/delivery.ts';
import type { WebhookEndpoint } from '#core/webhooks/endpoint.ts';
import { MAX_RETRY_AFTER_MS } from '#core/webhooks/schedule.ts';
import type { Database } from './database/database.ts';
import { answerFrom } from './database/file-refused.ts';

const answer = answerFrom({
  code: 'WEBHOOKS_UNAVAILABLE',
  message: 'the file of the webhooks refused',
  hint: 'Check the free space and the rights of the home folder; what is due is sent by the next run.',
});

/** No attempt waits longer, in ms: one that is to come later was planned while the clock was wrong, and is due. */
const LONGEST_WAIT_MS = MAX_RETRY_AFTER_MS + 3_600_000;

/** Webhooks in a database that is already open and stays its owner's to close. */
export const createSqliteWebhooks = (database: Database): WebhookStore => {
  const endpoints = endpointStatements(database);
  const deliveries = deliveryStatements(database);

  return {
    createEndpoint: (endpoint) =>
      answer(() => (endpoints.insert.run(...endpointRow(endpoint)).changes === 1 ? 'created' : 'exists')),
    endpoint: (endpointId) => answer(() => recordOf<WebhookEndpoint>(endpoints.get.get(endpointId))),
    endpoints: () => answer(() => endpoints.all.all().flatMap((row) => recordOf<WebhookEndpoint>(row) ?? [])),
    commitEndpoint: (next) =>
      answer(() => {
        const { changes } = endpoints.replace.run(next.revision, JSON.stringify(next), next.endpointId, next.revision - 1);
        return changes === 1 ? 'committed' : 'conflict';
      }),
    deleteEndpoint: (endpointId) =>
      answer(() =>
        database.transaction(() => {
          deliveries.removeAll.run(endpointId);
          return endpoints.remove.run(endpointId).changes === 1;
        }),
      ),
    createDelivery: (delivery) =>
      answer(() =>
        database.transaction(() => {
          deliveries.forget.run(delivery.createdAt);
          return deliveries.insert.run(...deliveryRow(delivery)).changes === 1 ? 'created' : 'exists';
        }),
      ),
    delivery: (endpointId, deliveryId) => answer(() => recordOf<WebhookDelivery>(deliveries.get.get(endpointId, deliveryId))),
    commitDelivery: (previous, next) =>
      answer(() => {
        const [endpointId, deliveryId, , ...columns] = deliveryRow(next);
        const { changes } = deliveries.replace.run(...columns, endpointId, deliveryId, previous.revision);
        return changes === 1 ? 'committed' : 'conflict';
      }),
    due: (endpointId, now, limit) =>
      answer(() =>
        deliveries.due.all(endpointId, now, now + LONGEST_WAIT_MS, limit).flatMap((row) => recordOf<WebhookDelivery>(row) ?? []),
      ),
    deliveries: (endpointId, { limit, cursor, state }) =>
      answer(() => {
        const [createdAt, deliveryId] = placeOf(cursor);
        const rows = deliveries.list.all(endpointId, createdAt, createdAt, deliveryId, state ?? '', state ?? '', limit + 1);
        const found = rows.flatMap((row) => recordOf<WebhookDelivery>(row) ?? []);
        const page = found.slice(0, limit);
        const last = page.at(-1);
        return {
          deliveries: page,
          ...(found.length > limit && last !== undefined ? { cursor: `${last.createdAt}:${last.deliveryId}` } : {}),
        };
      }),
  };
};

const endpointStatements = ({ sqlite }: Database) => ({
  insert: sqlite.prepare(
    'INSERT OR IGNORE INTO webhook_endpoints (endpoint_id, created_at, revision, record) VALUES (?, ?, ?, ?)',
  ),
  get: sqlite.prepare('SELECT record FROM webhook_endpoints WHERE endpoint_id = ?'),
  all: sqlite.prepare('SELECT record FROM webhook_endpoints ORDER BY created_at, endpoint_id'),
  replace: sqlite.prepare('UPDATE webhook_endpoints SET revision = ?, record = ? WHERE endpoint_id = ? AND revision = ?'),
  remove: sqlite.prepare('DELETE FROM webhook_endpoints WHERE endpoint_id = ?'),
});

const deliveryStatements = ({ sqlite }: Database) => ({
  insert: sqlite.prepare(
    `INSERT OR IGNORE INTO webhook_deliveries
      (endpoint_id, delivery_id, created_at, revision, state, next_attempt_at, expires_at, record) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  ),
  get: sqlite.prepare('SELECT record FROM webhook_deliveries WHERE endpoint_id = ? AND delivery_id = ?'),
  replace: sqlite.prepare(
    `UPDATE webhook_deliveries SET revision = ?, state = ?, next_attempt_at = ?, expires_at = ?, record = ?
      WHERE endpoint_id = ? AND delivery_id = ? AND revision = ?`,
  ),
  due: sqlite.prepare(
    `SELECT record FROM webhook_deliveries WHERE endpoint_id = ? AND (next_attempt_at <= ? OR next_attempt_at > ?)
      ORDER BY next_attempt_at, delivery_id LIMIT ?`,
  ),
  list: sqlite.prepare(
    `SELECT record FROM webhook_deliveries
      WHERE endpoint_id = ? AND (created_at < ? OR (created_at = ? AND delivery_id < ?)) AND (state = ? OR ? = '')
      ORDER BY created_at DESC, delivery_id DESC LIMIT ?`,
  ),
  removeAll: sqlite.prepare('DELETE FROM webhook_deliveries WHERE endpoint_id = ?'),
  forget: sqlite.prepare('DELETE FROM webhook_deliveries WHERE expires_at <= ?'),
});

const endpointRow = (endpoint: WebhookEndpoint) =>
  [endpoint.endpointId, endpoint.createdAt, endpoint.revision, JSON.stringify(endpoint)] as const;

const deliveryRow = (delivery: WebhookDelivery) =>
  [
    delivery.endpointId,
    delivery.deliveryId,
    delivery.createdAt,
    delivery.revision,
    delivery.state,
    delivery.nextAttemptAt ?? null,
    delivery.expiresAt,
    JSON.stringify(delivery),
  ] as const;

/** Where a page goes on: after the last record of the page before. Anything else than our own cursor starts at the newest. */
const placeOf = (cursor: string | undefined): readonly [number, string] => {
  const match = /^(\d{1,15}):(\w+)$/.exec(cursor ?? '');
  return match === null ? [Number.MAX_SAFE_INTEGER, ''] : [Number(match[1]), match[2] ?? ''];
};

const recordOf = <T>(row: Readonly<Record<string, unknown>> | undefined): T | undefined =>
  row === undefined ? undefined : (JSON.parse(String(row.record)) as T);
