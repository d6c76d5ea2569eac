"""Start the console on 127.0.0.1:$PORT."""

import os

import uvicorn

from console.app import create_app

if __name__ == "__main__":
    app = create_app(os.environ["DATABASE_URL"])
    uvicorn.run(app, host="127.0.0.1", port=int(os.environ.get("PORT", "8080")), log_level="warning", lifespan="off")
