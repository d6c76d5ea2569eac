// One in-memory SQLite database per process, with the tables of schema.sql.
import { readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

export function openDatabase(): DatabaseSync {
  const database = new DatabaseSync(':memory:');
  database.exec(readFileSync('schema.sql', 'utf8'));
  return database;
}
