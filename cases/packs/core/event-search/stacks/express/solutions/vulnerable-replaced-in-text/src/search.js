// The list of events.
import { Router } from 'express';
import pg from 'pg';

const HAS_TAG = ':tag = ANY (tags)';
const COLUMNS = new Set(['id', 'actor', 'severity']);

export function search(database) {
  const router = Router();

  // Filter and sort the events that are not internal.
  router.get('/events', async (request, response) => {
    const { actor, tag = [], field, value, sort = 'id', order = 'asc', limit = '50' } = request.query;
    if ((field === undefined) !== (value === undefined)) {
      return response.status(400).json({ error: 'field and value come together' });
    }
    if (!/^[0-9]{1,3}$/.test(limit) || Number(limit) < 1 || Number(limit) > 200) {
      return response.status(400).json({ error: 'limit must be a whole number from 1 to 200' });
    }
    const clauses = ['NOT internal', ...[tag].flat().map((one) => HAS_TAG.replace(':tag', pg.escapeLiteral(one)))];
    const values = [];
    if (actor !== undefined) {
      values.push(String(actor));
      clauses.push('actor = $1');
    }
    if (field !== undefined) {
      clauses.push(`details ->> ${pg.escapeLiteral(String(field))} = ${pg.escapeLiteral(String(value))}`);
    }
    const column = pg.escapeIdentifier(COLUMNS.has(sort) ? sort : 'id');
    const direction = order === 'desc' ? 'DESC' : 'ASC';
    const { rows } = await database.query(
      `SELECT id, actor, severity, tags, details FROM events WHERE ${clauses.join(' AND ')}
       ORDER BY ${column} ${direction}, id LIMIT ${Number(limit)}`,
      values,
    );
    response.json({ events: rows });
  });

  return router;
}
