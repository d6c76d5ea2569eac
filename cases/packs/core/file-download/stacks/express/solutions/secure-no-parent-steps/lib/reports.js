'use strict';

const fs = require('node:fs/promises');
const path = require('node:path');
const { Router } = require('express');

const { REPORTS, CONTENT_TYPES, OTHER_CONTENT } = require('./settings');

const reports = Router();

// The path of `name` in the archive; an error when it has a step to a parent folder.
function locate(name) {
  if (name.split('/').includes('..')) throw new Error('outside of the archive');
  return path.join(REPORTS, name);
}

// The bytes of one report.
reports.get('/file', async (request, response) => {
  const { name } = request.query;
  if (!name) return response.status(400).json({ error: 'name is missing' });
  try {
    const content = await fs.readFile(locate(name));
    response.type(CONTENT_TYPES[path.extname(name).toLowerCase()] ?? OTHER_CONTENT).send(content);
  } catch {
    response.status(404).json({ error: 'no such report' });
  }
});

// The names in one folder.
reports.get('/list', async (request, response) => {
  try {
    const entries = await fs.readdir(locate(request.query.folder ?? ''), { withFileTypes: true });
    const names = (some) => some.map((entry) => entry.name).sort();
    response.json({
      folders: names(entries.filter((entry) => entry.isDirectory())),
      files: names(entries.filter((entry) => entry.isFile())),
    });
  } catch {
    response.status(404).json({ error: 'no such folder' });
  }
});

module.exports = { reports };
