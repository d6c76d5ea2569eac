"""Starts Rota on 127.0.0.1."""

import os
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rota.settings")

from django.core.wsgi import get_wsgi_application  # noqa: E402


class Server(ThreadingMixIn, WSGIServer):
    """One thread per request."""

    daemon_threads = True


class Quiet(WSGIRequestHandler):
    """Says nothing about ordinary requests."""

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet."""


if __name__ == "__main__":
    port = int(os.environ.get("PORT", "8000"))
    make_server("127.0.0.1", port, get_wsgi_application(), Server, Quiet).serve_forever()
