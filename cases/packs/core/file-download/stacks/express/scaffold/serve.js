'use strict';

const { createApp } = require('./lib/app');

createApp().listen(Number(process.env.PORT ?? 8080), '127.0.0.1');
