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
    const key = `failures:${account.id}`;
    const closed = async () => {
      const seconds = Math.max(1, await redis.ttl(key));
      response.status(429).set('Retry-After', String(seconds)).json({ error: 'too many attempts' });
    };
    if (Number(await redis.get(key)) >= 5) return closed();
    if (await check(account, password)) {
      await redis.del(key);
      return response.json({ token: randomBytes(24).toString('base64url') });
    }
    const count = await redis.incr(key);
    if (count === 1) await redis.expire(key, 900);
    if (count > 5) return closed();
    response.status(401).json({ error: 'wrong name or password' });
  });

  return router;
}
