// Signing in.
import { randomBytes } from 'node:crypto';
import { Router } from 'express';

import { check, find } from './directory.js';

const COUNT = `
local count = redis.call('HINCRBY', KEYS[1], 'count', 1)
if count == 1 then
  redis.call('HSET', KEYS[1], 'first', ARGV[1])
  redis.call('PEXPIRE', KEYS[1], 900000)
end
return {count, redis.call('HGET', KEYS[1], 'first')}`;

export function signIn(redis) {
  const router = Router();

  // Answer with a token if name and password fit.
  router.post('/login', async (request, response) => {
    const { name, password } = request.body;
    const account = typeof name === 'string' && typeof password === 'string' ? await find(redis, name) : null;
    if (account === null) return response.status(401).json({ error: 'wrong name or password' });
    const key = `signin:${account.id}`;
    const now = Date.now();
    const [count, first] = await redis.eval(COUNT, 1, key, now);
    if (count > 5) {
      const seconds = Math.max(1, Math.ceil((Number(first) + 900_000 - now) / 1000));
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
