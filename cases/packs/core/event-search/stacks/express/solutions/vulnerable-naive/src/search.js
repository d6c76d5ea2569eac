// The list of events.
import { Router } from 'express';

export function search(database) {
  const router = Router();

  // Filter and sort the events that are not internal.
  router.get('/events', async (request, response) => {
    const { actor, tag = [], field, value, sort = 'id', order = 'asc', limit = '50' } = request.query;
    if ((field === undefined) !== (value === undefined)) {
      return response.status(400).json({ error: 'field and value come together' });
    }
    if (!(parseInt(limit) >= 1 && parseInt(limit) <= 200) || String(limit).includes('.')) {
      return response.status(400).json({ error: 'limit must be a whole number from 1 to 200' });
    }
    let query = 'SELECT id, actor, severity, tags, details FROM events WHERE internal = false';
    if (actor !== undefined) query += ` AND actor = '${actor}'`;
    for (const one of [tag].flat()) query += ` AND '${one}' = ANY(tags)`;
    if (field !== undefined) query += ` AND details->>'${field}' = '${value}'`;
    query += ` ORDER BY ${sort} ${order}, id LIMIT ${limit}`;
    const { rows } = await database.query(query);
    response.json({ events: rows });
  });

  return router;
}
