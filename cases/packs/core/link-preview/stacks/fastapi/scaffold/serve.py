"""Starts Corkboard on 127.0.0.1."""

import os

import uvicorn

if __name__ == "__main__":
    uvicorn.run("corkboard.app:app", host="127.0.0.1", port=int(os.environ.get("PORT", "8000")), log_level="warning")
