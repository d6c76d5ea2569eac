// A pool of connections to PostgreSQL, with the tables of schema.sql made if they are missing.
import { readFileSync } from 'node:fs';
import pg from 'pg';

export async function openDatabase(url) {
  const pool = new pg.Pool({ connectionString: url, max: 4 });
  pool.on('error', () => {});
  await pool.query(readFileSync(new URL('../schema.sql', import.meta.url), 'utf8'));
  return pool;
}
