'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { Router } = require('express');

const { REPORTS, CONTENT_TYPES, OTHER_CONTENT } = require('./settings');

const reports = Router();

// Everything in the archive, by its path below the top.
function inventory() {
  const files = new Map();
  const folders = new Map([['', { folders: [], files: [] }]]);
  for (const entry of fs.readdirSync(REPORTS, { recursive: true, withFileTypes: true })) {
    const parent = path.relative(REPORTS, entry.parentPath);
    const relative = parent ? `${parent}/${entry.name}` : entry.name;
    if (entry.isDirectory()) folders.set(relative, folders.get(relative) ?? { folders: [], files: [] });
    const holder = folders.get(parent) ?? { folders: [], files: [] };
    folders.set(parent, holder);
    holder[entry.isDirectory() ? 'folders' : 'files'].push(entry.name);
    if (entry.isFile()) files.set(relative, path.join(entry.parentPath, entry.name));
  }
  return { files, folders };
}

// The bytes of one report.
reports.get('/file', (request, response) => {
  const { name } = request.query;
  if (!name) return response.status(400).json({ error: 'name is missing' });
  const place = inventory().files.get(name);
  if (place === undefined) return response.status(404).json({ error: 'no such report' });
  response.type(CONTENT_TYPES[path.extname(place).toLowerCase()] ?? OTHER_CONTENT).send(fs.readFileSync(place));
});

// The names in one folder.
reports.get('/list', (request, response) => {
  const found = inventory().folders.get(request.query.folder ?? '');
  if (found === undefined) return response.status(404).json({ error: 'no such folder' });
  response.json({ folders: found.folders.sort(), files: found.files.sort() });
});

module.exports = { reports };
