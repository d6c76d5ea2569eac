// One ticket.
import { TICKETS, html, ticketPage } from '../../../lib/pages.js';
import { signedInOnly } from '../../../lib/signed-in.js';

export async function GET(request, { params }) {
  const { number } = await params;
  return signedInOnly(request, () => (Object.hasOwn(TICKETS, number) ? html(ticketPage(number)) : html('no such ticket', 404)));
}
