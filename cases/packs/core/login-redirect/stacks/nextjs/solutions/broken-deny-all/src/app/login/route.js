// Signing in.
import { html, loginPage } from '../../lib/pages.js';

export const GET = async () => html(loginPage('', true), 401);

export const POST = GET;
