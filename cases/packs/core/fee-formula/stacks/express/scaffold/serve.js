// Starts the office on 127.0.0.1:$PORT.
import { createApp } from './src/app.js';

createApp().listen(Number(process.env.PORT ?? 8080), '127.0.0.1');
