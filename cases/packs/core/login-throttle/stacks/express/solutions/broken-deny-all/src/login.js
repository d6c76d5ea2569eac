// Signing in.
import { Router } from 'express';

export function signIn(redis) {
  const router = Router();

  // Answer with a token if name and password fit.
  router.post('/login', async (request, response) => {
    response.status(403).json({ error: 'signing in is closed' });
  });

  return router;
}
