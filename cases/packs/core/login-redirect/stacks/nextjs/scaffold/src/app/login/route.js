// Signing in.
import { html, loginPage } from '../../lib/pages.js';

export async function GET() {
  return html(loginPage('', false));
}

export async function POST() {
  return new Response('Signing in is not built yet.', { status: 501 });
}
