// The public product list.
import type { DatabaseSync } from 'node:sqlite';

import { Router } from 'express';

export function catalogue(database: DatabaseSync): Router {
  const router = Router();

  // Search, filter and sort the published products.
  router.get('/products', (request, response) => {
    response.status(400).json({ error: 'search is not allowed' });
  });

  return router;
}
