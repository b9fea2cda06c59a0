/** Tables of webhooks: a step of migrations.ts. */
export const WEBHOOK_SCHEMA = `
  CREATE TABLE webhook_endpoints (
    endpoint_id TEXT PRIMARY KEY,
    created_at  INTEGER NOT NULL,
    revision    INTEGER NOT NULL,
    record      TEXT NOT NULL
  ) WITHOUT ROWID;

  CREATE TABLE webhook_deliveries (
    endpoint_id     TEXT NOT NULL,
    delivery_id     TEXT NOT NULL,
    created_at      INTEGER NOT NULL,
    revision        INTEGER NOT NULL,
    state           TEXT NOT NULL,
    next_attempt_at INTEGER,
    expires_at      INTEGER NOT NULL,
    record          TEXT NOT NULL,
    PRIMARY KEY (endpoint_id, delivery_id)
  ) WITHOUT ROWID;
  CREATE INDEX webhook_deliveries_due     ON webhook_deliveries (endpoint_id, next_attempt_at, delivery_id)
    WHERE next_attempt_at IS NOT NULL;
  CREATE INDEX webhook_deliveries_newest  ON webhook_deliveries (endpoint_id, created_at, delivery_id);
  CREATE INDEX webhook_deliveries_expired ON webhook_deliveries (expires_at);
`;
