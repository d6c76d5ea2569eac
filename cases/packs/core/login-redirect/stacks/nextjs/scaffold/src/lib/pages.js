// The pages' HTML.
const ENTITIES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escape = (text) => text.replace(/[&<>"]/g, (char) => ENTITIES[char]);

const document = (title, body) => `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8"><title>${title}</title></head>
  <body>${body}</body>
</html>`;

export const TICKETS = { 7: 'Printer on the second floor is out of toner', 9: 'New badge for Ada', 12: 'Heating in room 4' };

// An answer with a page.
export function html(page, status = 200) {
  return new Response(page, { status, headers: { 'Content-Type': 'text/html; charset=utf-8' } });
}

export function loginPage(next, failed) {
  const alert = failed ? '<p role="alert">That did not work. Please try again.</p>' : '';
  return document(
    'Sign in',
    `<h1>Fernwood help desk</h1>${alert}
    <form method="post" action="/login">
      <input type="hidden" name="next" value="${escape(next)}">
      <label>Address <input name="email" type="email" required></label>
      <label>Password <input name="password" type="password" required></label>
      <button>Sign in</button>
    </form>`,
  );
}

export function startPage() {
  const items = Object.entries(TICKETS).map(([number, title]) => `<li><a href="/tickets/${number}">${title}</a></li>`);
  return document(
    'Help desk',
    `<h1>Open tickets</h1><ul>${items.join('')}</ul><form method="post" action="/logout"><button>Sign out</button></form>`,
  );
}

export function ticketPage(number) {
  return document(`Ticket ${number}`, `<h1>Ticket ${number}</h1><p>${TICKETS[number]}</p><p><a href="/">All tickets</a></p>`);
}
