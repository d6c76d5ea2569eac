// Signing in.
import { Router } from 'express';

export function signIn(redis) {
  const router = Router();

  // Answer with a token if name and password fit.
  router.post('/login', async (request, response) => {
    throw new Error('not implemented');
  });

  return router;
}
