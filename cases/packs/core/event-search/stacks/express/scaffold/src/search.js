// The list of events.
import { Router } from 'express';

export function search(database) {
  const router = Router();

  // Filter and sort the events that are not internal.
  router.get('/events', async (request, response) => {
    throw new Error('not implemented');
  });

  return router;
}
