'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { Router } = require('express');

const { REPORTS, CONTENT_TYPES, OTHER_CONTENT } = require('./settings');

const reports = Router();

// The bytes of one report.
reports.get('/file', (request, response) => {
  const name = request.query.name ?? '';
  if (!/^[\w/-]+\.\w+$/.test(name)) return response.status(400).json({ error: 'bad name' });
  const place = path.join(REPORTS, name);
  if (!fs.existsSync(place)) return response.status(404).json({ error: 'no such report' });
  response.type(CONTENT_TYPES[path.extname(name)] ?? OTHER_CONTENT).send(fs.readFileSync(place));
});

// The names in one folder.
reports.get('/list', (request, response) => {
  response.json({ folders: [], files: [] });
});

module.exports = { reports };
