// Pages are for people who are signed in.
import { openSession } from './session.js';

export async function signedInOnly(request, answer) {
  if ((await openSession()).email) return answer();
  const wanted = request.nextUrl.pathname + request.nextUrl.search;
  return new Response(null, { status: 303, headers: { Location: `/login?next=${encodeURIComponent(wanted)}` } });
}
