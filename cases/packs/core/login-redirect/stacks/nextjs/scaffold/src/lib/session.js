// Sessions in memory, once for all parts of the server.
import { randomBytes } from 'node:crypto';

import { cookies } from 'next/headers';

const sessions = (globalThis.sessions ??= new Map());

// The visitor's session. Whoever has none gets a new one, and a cookie for it.
export async function openSession() {
  const jar = await cookies();
  const known = sessions.get(jar.get('sid')?.value);
  if (known) return known;
  const sid = randomBytes(16).toString('hex');
  jar.set('sid', sid, { httpOnly: true, sameSite: 'lax', path: '/' });
  sessions.set(sid, {});
  return sessions.get(sid);
}
