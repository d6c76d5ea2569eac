// The application: accounts, sign-in, and one shape for errors.
import express from 'express';

import { directory } from './directory.js';
import { signIn } from './login.js';

export function createApp(redis) {
  const app = express();
  app.disable('x-powered-by');
  app.use(express.json());
  app.use(directory(redis));
  app.use(signIn(redis));
  app.use((error, request, response, next) => {
    if (response.headersSent) return next(error);
    response.status(error.status ?? 500).json({ error: 'internal error' });
  });
  return app;
}
