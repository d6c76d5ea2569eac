// Serves the desk on 127.0.0.1:$PORT: tickets as JSON, and one page that the bundle in public/ fills.
import express from 'express';

const tickets = new Map();
const app = express();
app.disable('x-powered-by');
app.use(express.json());
app.use('/assets', express.static('public'));

app.param('id', (request, response, next, id) => {
  request.ticket = tickets.get(Number(id));
  if (request.ticket) next();
  else response.status(404).json({ error: 'no such ticket' });
});

app.post('/api/tickets', (request, response) => {
  const id = tickets.size + 1;
  tickets.set(id, { id, messages: [] });
  response.status(201).json({ id });
});

app.post('/api/tickets/:id/messages', (request, response) => {
  const { author, sent, body } = request.body;
  request.ticket.messages.push({ author: String(author), sent: String(sent), body: String(body) });
  response.status(201).json({ count: request.ticket.messages.length });
});

app.get('/api/tickets/:id', (request, response) => response.json(request.ticket));

app.get('/tickets/:id', (request, response) => {
  response.type('html').send(`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Ticket ${request.ticket.id}</title></head>
<body><main id="desk" data-ticket="${request.ticket.id}"></main><script type="module" src="/assets/desk.js"></script></body></html>`);
});

app.listen(Number(process.env.PORT ?? 8080), '127.0.0.1');
