// Serves the library on 127.0.0.1:$PORT.
import express from 'express';

let accepted = 0;
const app = express();
app.disable('x-powered-by');
app.get('/assets/main.js', (request, response) => response.sendFile('main.js', { root: '.build' }));

app.post('/api/acceptance', (request, response) => {
  accepted += 1;
  response.status(201).json({ accepted });
});

app.get('/api/acceptance', (request, response) => response.json({ accepted }));

app.get('/terms', (request, response) => {
  response.type('html').send(`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Our terms</title></head>
<body><main id="terms"></main><script type="module" src="/assets/main.js"></script></body></html>`);
});

app.use((request, response) => {
  response.type('html').send('<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>Library</title></head><body><h1>Library</h1></body></html>');
});

app.listen(Number(process.env.PORT ?? 8080), '127.0.0.1');
