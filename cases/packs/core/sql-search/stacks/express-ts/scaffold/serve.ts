// Starts the shop front on 127.0.0.1:$PORT.
import { createApp } from './src/app';
import { openDatabase } from './src/database';

createApp(openDatabase()).listen(Number(process.env.PORT ?? 8080), '127.0.0.1');
