// Who may sign in: one line per person, `address salt digest`.
import { scryptSync, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';

import { PEOPLE } from './settings.js';

export function check(email, password) {
  for (const line of readFileSync(PEOPLE, 'utf8').trim().split('\n')) {
    const [address, salt, kept] = line.split(' ');
    if (address === email) {
      return timingSafeEqual(scryptSync(password, salt, 64, { N: 1024, r: 8, p: 1 }), Buffer.from(kept, 'hex'));
    }
  }
  return false;
}
