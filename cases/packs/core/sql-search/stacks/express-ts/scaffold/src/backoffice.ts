// Doors through which products and subscribers come in.
import type { DatabaseSync } from 'node:sqlite';

import { Router } from 'express';

export function backoffice(database: DatabaseSync): Router {
  const router = Router();
  const addProduct = database.prepare(
    'INSERT INTO products (name, category, price_cents, added_on, published) VALUES (?, ?, ?, ?, ?)',
  );
  const addSubscriber = database.prepare('INSERT INTO subscribers (email, postcode) VALUES (?, ?)');

  router.post('/products', (request, response) => {
    const { name, category, price_cents, added_on, published } = request.body;
    const { lastInsertRowid } = addProduct.run(name, category, price_cents, added_on, published ? 1 : 0);
    response.status(201).json({ id: Number(lastInsertRowid) });
  });

  router.post('/newsletter', (request, response) => {
    const { lastInsertRowid } = addSubscriber.run(request.body.email, request.body.postcode);
    response.status(201).json({ id: Number(lastInsertRowid) });
  });

  return router;
}
