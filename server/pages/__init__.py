"""The pages: leaderboard, runs, trials and cases for people with a browser.

Rows and reports come in from the services, whole HTML documents go out. Nothing is changed here but who is signed in;
no script is served, nothing is loaded from elsewhere, and what agents wrote is always text.
"""

from __future__ import annotations

from server.pages.routes import router

__all__ = ["router"]
