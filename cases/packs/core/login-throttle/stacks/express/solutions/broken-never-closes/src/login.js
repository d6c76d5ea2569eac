// Signing in.
import { randomBytes } from 'node:crypto';
import { Router } from 'express';

import { check, find } from './directory.js';

export function signIn(redis) {
  const router = Router();

  // Answer with a token if name and password fit.
  router.post('/login', async (request, response) => {
    const { name, password } = request.body;
    const account = typeof name === 'string' && typeof password === 'string' ? await find(redis, name) : null;
    if (account === null) return response.status(401).json({ error: 'wrong name or password' });
    if (!(await check(account, password))) {
      return response.status(401).json({ error: 'wrong name or password' });
    }
    response.json({ token: randomBytes(24).toString('base64url') });
  });

  return router;
}
