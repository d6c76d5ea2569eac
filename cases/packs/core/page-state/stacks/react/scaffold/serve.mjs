// Serves packing lists on 127.0.0.1:$PORT.
import express from 'express';

import { render } from './.build/render.js';
import { page } from './src/page.js';

const lists = new Map();
const app = express();
app.disable('x-powered-by');
app.use(express.json());
app.get('/assets/browser.js', (request, response) => response.sendFile('browser.js', { root: '.build' }));

app.post('/api/lists', (request, response) => {
  const id = lists.size + 1;
  lists.set(id, { id, title: String(request.body.title), things: request.body.things.map(String) });
  response.status(201).json({ id });
});

app.get('/lists/:id', (request, response) => {
  const list = lists.get(Number(request.params.id));
  if (!list) return response.status(404).json({ error: 'no such list' });
  response.type('html').send(page(list, render(list)));
});

app.listen(Number(process.env.PORT ?? 8080), '127.0.0.1');
