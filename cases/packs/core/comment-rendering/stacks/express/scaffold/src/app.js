// Routes of the recipe site.
import express from 'express';

import { createComments } from './comments.js';
import { recipePage } from './page.js';

const LIMITS = { author: 300, town: 300, website: 600, text: 5000 };

export function createApp() {
  const app = express();
  const comments = createComments();
  app.disable('x-powered-by');
  app.use(express.json());

  app.post('/recipes/:recipe/comments', (request, response) => {
    const comment = {};
    for (const [name, limit] of Object.entries(LIMITS)) {
      const value = request.body?.[name] ?? '';
      if (typeof value !== 'string' || value.length > limit) {
        return response.status(400).json({ error: `${name} is too long or no text` });
      }
      comment[name] = value;
    }
    if (!comment.author || !comment.text) return response.status(400).json({ error: 'author and text are needed' });
    response.status(201).json({ id: comments.add(request.params.recipe, comment) });
  });

  app.get('/recipes/:recipe', (request, response) => {
    response.type('html').send(recipePage(comments.of(request.params.recipe)));
  });

  app.use((error, request, response, next) => {
    if (response.headersSent) return next(error);
    response.status(500).json({ error: 'internal error' });
  });
  return app;
}
