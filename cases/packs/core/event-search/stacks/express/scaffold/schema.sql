CREATE TABLE IF NOT EXISTS events (
    id       SERIAL  PRIMARY KEY,
    actor    TEXT    NOT NULL,
    severity INTEGER NOT NULL,                -- 1: debug … 7: emergency
    tags     TEXT[]  NOT NULL DEFAULT '{}',
    details  JSONB   NOT NULL DEFAULT '{}',   -- whatever the sender knows, text by key
    internal BOOLEAN NOT NULL DEFAULT false   -- for auditors only
);

INSERT INTO events (actor, severity, tags, details)
SELECT 'collector', 3, '{start}', '{"version": "2.1", "host": "ops-1"}'
WHERE NOT EXISTS (SELECT FROM events);
