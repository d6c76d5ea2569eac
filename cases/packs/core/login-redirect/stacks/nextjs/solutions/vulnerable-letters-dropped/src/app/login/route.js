// Signing in.
import { html, loginPage } from '../../lib/pages.js';
import { check } from '../../lib/people.js';
import { openSession } from '../../lib/session.js';
import { SITE_URL } from '../../lib/settings.js';

const onTo = (address) => new Response(null, { status: 303, headers: { Location: address } });

// Where to send somebody who wanted to go there.
function destination(wanted) {
  const path = wanted.startsWith(`${SITE_URL}/`) ? wanted.slice(SITE_URL.length) : wanted;
  if (!/^\/(?![/\\])[^\x00-\x20\x7f]*$/.test(path)) return '/';
  return path.replace(/[^\x21-\x7e]/g, '');
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
