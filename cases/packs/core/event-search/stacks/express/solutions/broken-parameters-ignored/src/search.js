// The list of events.
import { Router } from 'express';

export function search(database) {
  const router = Router();

  // Filter and sort the events that are not internal.
  router.get('/events', async (request, response) => {
    const { rows } = await database.query(
      'SELECT id, actor, severity, tags, details FROM events WHERE NOT internal ORDER BY id',
    );
    response.json({ events: rows });
  });

  return router;
}
