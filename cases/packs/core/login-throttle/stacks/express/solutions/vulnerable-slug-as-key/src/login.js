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
    const key = `failures:${account.id.replace(/[^a-z0-9]+/g, '-')}`;
    await redis.set(key, 0, 'EX', 900, 'NX');
    if ((await redis.incr(key)) > 5) {
      const seconds = Math.max(1, await redis.ttl(key));
      return response.status(429).set('Retry-After', String(seconds)).json({ error: 'too many attempts' });
    }
    if (!(await check(account, password))) {
      return response.status(401).json({ error: 'wrong name or password' });
    }
    await redis.del(key);
    response.json({ token: randomBytes(24).toString('base64url') });
  });

  return router;
}
