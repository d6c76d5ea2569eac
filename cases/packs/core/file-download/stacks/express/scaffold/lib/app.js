'use strict';

const express = require('express');

const { reports } = require('./reports');

function createApp() {
  const app = express();
  app.disable('x-powered-by');
  app.get('/health', (request, response) => response.json({ status: 'up' }));
  app.use('/reports', reports);
  app.use((error, request, response, next) => {
    if (response.headersSent) return next(error);
    response.status(500).json({ error: 'internal error' });
  });
  return app;
}

module.exports = { createApp };
