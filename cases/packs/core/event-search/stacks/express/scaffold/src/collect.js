// The door through which events come in.
import { Router } from 'express';

export function collect(database) {
  const router = Router();

  router.post('/events', async (request, response) => {
    const { actor, severity, tags = [], details = {}, internal = false } = request.body;
    const { rows } = await database.query(
      'INSERT INTO events (actor, severity, tags, details, internal) VALUES ($1, $2, $3, $4, $5) RETURNING id',
      [actor, severity, tags, details, internal],
    );
    response.status(201).json({ id: rows[0].id });
  });

  return router;
}
