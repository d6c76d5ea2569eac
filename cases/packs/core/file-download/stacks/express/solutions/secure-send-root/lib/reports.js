'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { Router } = require('express');

const { REPORTS, CONTENT_TYPES, OTHER_CONTENT } = require('./settings');

const reports = Router();

// The bytes of one report.
reports.get('/file', (request, response) => {
  const { name } = request.query;
  if (typeof name !== 'string' || name === '') return response.status(400).json({ error: 'name is missing' });
  response.type(CONTENT_TYPES[path.extname(name).toLowerCase()] ?? OTHER_CONTENT);
  response.sendFile(name, { root: REPORTS, dotfiles: 'allow' }, (error) => {
    if (!error || response.headersSent) return;
    response.status(404).type('json').json({ error: 'no such report' });
  });
});

// The names in one folder.
reports.get('/list', (request, response) => {
  let place = REPORTS;
  for (const part of String(request.query.folder ?? '').split('/').filter(Boolean)) {
    const entry = fs.readdirSync(place, { withFileTypes: true }).find(({ name }) => name === part);
    if (!entry?.isDirectory()) return response.status(404).json({ error: 'no such folder' });
    place = path.join(place, entry.name);
  }
  const result = { folders: [], files: [] };
  for (const entry of fs.readdirSync(place, { withFileTypes: true })) {
    result[entry.isDirectory() ? 'folders' : 'files'].push(entry.name);
  }
  response.json({ folders: result.folders.sort(), files: result.files.sort() });
});

module.exports = { reports };
