// The public product list.
import { Router } from 'express';

export function catalogue(database) {
  const router = Router();

  // Search, filter and sort the published products.
  router.get('/products', (request, response) => {
    throw new Error('not implemented');
  });

  return router;
}
