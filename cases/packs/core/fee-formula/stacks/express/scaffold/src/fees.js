// Fees.
import { Router } from 'express';

export function fees(pupils) {
  const router = Router();

  // What a formula comes to for one pupil.
  router.post('/preview', (request, response) => {
    throw new Error('not implemented');
  });

  return router;
}
