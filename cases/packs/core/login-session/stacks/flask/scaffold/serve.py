"""Starts Rota on 127.0.0.1."""

import logging
import os

from rota.app import create_app

if __name__ == "__main__":
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    create_app().run(host="127.0.0.1", port=int(os.environ.get("PORT", "8000")), threaded=True, use_reloader=False)
