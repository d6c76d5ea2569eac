import { createApp } from "./src/app.js";

const port = Number(process.env.PORT ?? 8000);
createApp().listen(port, "127.0.0.1");
