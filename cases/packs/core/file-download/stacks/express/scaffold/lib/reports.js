'use strict';

const { Router } = require('express');

const { REPORTS, CONTENT_TYPES, OTHER_CONTENT } = require('./settings');

const reports = Router();

// The bytes of one report.
reports.get('/file', async (request, response) => {
  throw new Error('not implemented');
});

// The names in one folder.
reports.get('/list', async (request, response) => {
  throw new Error('not implemented');
});

module.exports = { reports };
