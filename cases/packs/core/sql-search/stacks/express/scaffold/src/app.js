// The application: back office, public list, and one shape for errors.
import express from 'express';

import { backoffice } from './backoffice.js';
import { catalogue } from './catalogue.js';

export function createApp(database) {
  const app = express();
  app.disable('x-powered-by');
  app.use(express.json());
  app.use(backoffice(database));
  app.use(catalogue(database));
  app.use((error, request, response, next) => {
    if (response.headersSent) return next(error);
    response.status(error.status ?? 500).json({ error: 'internal error' });
  });
  return app;
}
