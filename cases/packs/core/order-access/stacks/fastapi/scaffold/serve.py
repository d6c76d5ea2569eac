"""Start the API on 127.0.0.1:$PORT."""

import os

import uvicorn

from roastery.app import create_app

if __name__ == "__main__":
    uvicorn.run(create_app(), host="127.0.0.1", port=int(os.environ.get("PORT", "8080")), log_level="warning", lifespan="off")
