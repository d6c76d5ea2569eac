// Starts the console on 127.0.0.1:$PORT.
import { createApp } from './src/app.js';
import { openDatabase } from './src/database.js';

const database = await openDatabase(process.env.DATABASE_URL);
createApp(database).listen(Number(process.env.PORT ?? 8080), '127.0.0.1');
