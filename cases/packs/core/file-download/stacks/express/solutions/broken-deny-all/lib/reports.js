'use strict';

const { Router } = require('express');

const reports = Router();

reports.get('/file', (request, response) => response.status(403).json({ error: 'access denied' }));

reports.get('/list', (request, response) => response.status(403).json({ error: 'access denied' }));

module.exports = { reports };
