// Starts the member area on 127.0.0.1:$PORT.
import Redis from 'ioredis';

import { createApp } from './src/app.js';

createApp(new Redis(process.env.REDIS_URL)).listen(Number(process.env.PORT ?? 8080), '127.0.0.1');
