// The start page.
import { html, startPage } from '../lib/pages.js';
import { signedInOnly } from '../lib/signed-in.js';

export const GET = (request) => signedInOnly(request, () => html(startPage()));
