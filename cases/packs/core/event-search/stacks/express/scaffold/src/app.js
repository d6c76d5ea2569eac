// The application: collectors' door, list, and one shape for errors.
import express from 'express';

import { collect } from './collect.js';
import { search } from './search.js';

export function createApp(database) {
  const app = express();
  app.disable('x-powered-by');
  app.use(express.json());
  app.use(collect(database));
  app.use(search(database));
  app.use((error, request, response, next) => {
    if (response.headersSent) return next(error);
    response.status(error.status ?? 500).json({ error: 'internal error' });
  });
  return app;
}
