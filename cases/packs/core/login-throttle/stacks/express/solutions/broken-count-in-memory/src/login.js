// Signing in.
import { randomBytes } from 'node:crypto';
import { Router } from 'express';

import { check, find } from './directory.js';

const failures = new Map();

export function signIn(redis) {
  const router = Router();

  // Answer with a token if name and password fit.
  router.post('/login', async (request, response) => {
    const { name, password } = request.body;
    const account = typeof name === 'string' && typeof password === 'string' ? await find(redis, name) : null;
    if (account === null) return response.status(401).json({ error: 'wrong name or password' });
    const count = failures.get(account.id) ?? 0;
    if (count >= 5) return response.status(429).set('Retry-After', '900').json({ error: 'too many attempts' });
    if (!(await check(account, password))) {
      failures.set(account.id, count + 1);
      return response.status(401).json({ error: 'wrong name or password' });
    }
    failures.delete(account.id);
    response.json({ token: randomBytes(24).toString('base64url') });
  });

  return router;
}
