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
    if (!/^(?:[1-9][0-9]?|1[0-9][0-9]|200)$/.test(limit)) {
      return response.status(400).json({ error: 'limit must be a whole number from 1 to 200' });
    }
    const { rows } = await database.query(
      `SELECT id, actor, severity, tags, details FROM events
       WHERE internal = false AND tags @> $1::text[] AND ($2::text IS NULL OR actor = $2)
       AND ($3::text IS NULL OR details ->> $3 = $4) ORDER BY id`,
      [[tag].flat(), actor, field, value],
    );
    const column = sort === 'actor' || sort === 'severity' ? sort : 'id';
    const sign = order === 'desc' ? -1 : 1;
    rows.sort((a, b) => sign * (a[column] < b[column] ? -1 : a[column] > b[column] ? 1 : 0));
    response.json({ events: rows.slice(0, Number(limit)) });
  });

  return router;
}
