// The accounts.
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { Router } from 'express';

const hashed = (password, salt) => promisify(scrypt)(password, Buffer.from(salt, 'hex'), 32, { N: 2 ** 12 });

// The account of that name, whatever its capitals and the spaces around it.
export async function find(redis, name) {
  const id = name.trim().toLowerCase();
  const { salt, digest } = await redis.hgetall(`account:${id}`);
  return salt ? { id, salt, digest } : null;
}

// Whether the password is the account's.
export async function check(account, password) {
  return timingSafeEqual(await hashed(password, account.salt), Buffer.from(account.digest, 'hex'));
}

export function directory(redis) {
  const router = Router();

  router.post('/accounts', async (request, response) => {
    const { name, password } = request.body;
    const id = name.trim().toLowerCase();
    const salt = randomBytes(16).toString('hex');
    const digest = (await hashed(password, salt)).toString('hex');
    await redis.hset(`account:${id}`, { salt, digest });
    response.status(201).json({ id });
  });

  return router;
}
