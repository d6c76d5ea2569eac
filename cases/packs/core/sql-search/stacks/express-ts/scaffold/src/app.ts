// The application: back office, public list, and one shape for errors.
import express, { type NextFunction, type Request, type Response } from 'express';
import type { DatabaseSync } from 'node:sqlite';

import { backoffice } from './backoffice';
import { catalogue } from './catalogue';

export function createApp(database: DatabaseSync) {
  const app = express();
  app.disable('x-powered-by');
  app.use(express.json());
  app.use(backoffice(database));
  app.use(catalogue(database));
  app.use((error: { status?: number }, request: Request, response: Response, next: NextFunction) => {
    if (response.headersSent) return next(error);
    response.status(error.status ?? 500).json({ error: 'internal error' });
  });
  return app;
}
