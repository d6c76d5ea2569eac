// Signing in.
import { html, loginPage } from '../../lib/pages.js';
import { check } from '../../lib/people.js';
import { openSession } from '../../lib/session.js';
import { SITE_URL } from '../../lib/settings.js';

const onTo = (address) => new Response(null, { status: 303, headers: { Location: address } });

// Where to send somebody who wanted to go there.
function destination(wanted) {
  try {
    const { origin, pathname, search, hash } = new URL(wanted, SITE_URL);
    return origin === SITE_URL ? pathname + search + hash : '/';
  } catch {
    return '/';
  }
}

export async function GET(request) {
  const wanted = request.nextUrl.searchParams.get('next') ?? '';
  const session = await openSession();
  return session.email ? onTo(destination(wanted)) : html(loginPage(wanted, false));
}

export async function POST(request) {
  const form = await request.formData();
  const [email, password, wanted] = ['email', 'password', 'next'].map((name) => String(form.get(name) ?? ''));
  if (!check(email, password)) return html(loginPage(wanted, true), 401);
  const session = await openSession();
  session.email = email;
  return onTo(destination(wanted));
}
