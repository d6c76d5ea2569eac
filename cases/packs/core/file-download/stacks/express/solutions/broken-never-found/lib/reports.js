'use strict';

const { Router } = require('express');

const reports = Router();

reports.get('/file', (request, response) => {
  const status = request.query.name ? 404 : 400;
  response.status(status).json({ error: 'no such report' });
});

reports.get('/list', (request, response) => response.status(404).json({ error: 'no such folder' }));

module.exports = { reports };
