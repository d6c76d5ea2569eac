'use strict';

const path = require('node:path');

const REPORTS = path.resolve(__dirname, '..', 'reports');

const CONTENT_TYPES = { '.txt': 'text/plain', '.csv': 'text/csv', '.pdf': 'application/pdf' };
const OTHER_CONTENT = 'application/octet-stream';

module.exports = { REPORTS, CONTENT_TYPES, OTHER_CONTENT };
