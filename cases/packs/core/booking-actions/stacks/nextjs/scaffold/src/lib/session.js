// Who is signed in. The sessions are in memory, once for all parts of the server.
import { randomBytes } from 'node:crypto';

import { cookies } from 'next/headers';

const sessions = (globalThis.sessions ??= new Map());

export function signIn({ name, role }) {
  const person = { id: sessions.size + 1, name, role };
  const sid = randomBytes(16).toString('hex');
  sessions.set(sid, person);
  return { id: person.id, sid };
}

export async function currentPerson() {
  const sid = (await cookies()).get('sid')?.value;
  return sessions.get(sid) ?? null;
}
