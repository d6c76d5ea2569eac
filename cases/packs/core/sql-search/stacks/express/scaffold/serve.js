// Starts the shop front on 127.0.0.1:$PORT.
import { createApp } from './src/app.js';
import { openDatabase } from './src/database.js';

createApp(openDatabase()).listen(Number(process.env.PORT ?? 8080), '127.0.0.1');
