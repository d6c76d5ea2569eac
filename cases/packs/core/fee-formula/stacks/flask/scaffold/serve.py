"""Starts the office on 127.0.0.1."""

import logging
import os

from school import create_app

if __name__ == "__main__":
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    create_app().run("127.0.0.1", int(os.environ.get("PORT", "8080")), threaded=True, use_reloader=False)
