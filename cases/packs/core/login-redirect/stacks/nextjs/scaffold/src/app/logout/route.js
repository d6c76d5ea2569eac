// Signing out.
import { openSession } from '../../lib/session.js';

export async function POST() {
  delete (await openSession()).email;
  return new Response(null, { status: 303, headers: { Location: '/login' } });
}
