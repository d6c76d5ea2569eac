// Signing in.
import { html, loginPage } from '../../lib/pages.js';
import { check } from '../../lib/people.js';
import { openSession } from '../../lib/session.js';
import { SITE_URL } from '../../lib/settings.js';

const onTo = (address) => new Response(null, { status: 303, headers: { Location: address } });

// Where to send somebody who wanted to go there.
function destination(wanted) {
  try {
    const url = new URL(wanted, SITE_URL);
    return url.origin === SITE_URL ? url.href : '/';
  } catch {
    return '/';
  }
}

export async function GET(request) {
  const wanted = destination(request.nextUrl.searchParams.get('next') ?? '');
  const session = await openSession();
  return session.email ? onTo(wanted) : html(loginPage(wanted, false));
}

export async function POST(request) {
  const form = await request.formData();
  const [email, password] = ['email', 'password'].map((name) => String(form.get(name) ?? ''));
  const wanted = destination(String(form.get('next') ?? ''));
  if (!check(email, password)) return html(loginPage(wanted, true), 401);
  const session = await openSession();
  session.email = email;
  return onTo(wanted);
}
