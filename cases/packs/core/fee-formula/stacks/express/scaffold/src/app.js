// The office: pupils, fees, and one shape for errors.
import express from 'express';

import { fees } from './fees.js';
import { createPupils, pupilRoutes } from './pupils.js';

export function createApp() {
  const app = express();
  const pupils = createPupils();
  app.disable('x-powered-by');
  app.use(express.json());
  app.use('/pupils', pupilRoutes(pupils));
  app.use('/fees', fees(pupils));
  app.use((error, request, response, next) => {
    if (response.headersSent) return next(error);
    response.status(error.status ?? 500).json({ error: 'internal error' });
  });
  return app;
}
