"""The member service of the town library."""

from flask import Flask, jsonify, redirect, request

from library.member_page import member_page
from library.members import COOKIE, Member, current_session, end_session, start_session


def create_app() -> Flask:
    """Build the application."""
    app = Flask(__name__)
    app.register_blueprint(member_page)

    @app.post("/join")
    def join():
        """Make a member and log in. The portals of the town need the cookie in their frames."""
        session = start_session(Member(request.form["name"]))
        answer = redirect("/", 303)
        answer.set_cookie(COOKIE, session.id, httponly=True, secure=True, samesite="None")
        return answer

    @app.get("/login")
    def login():
        return "<!doctype html><title>Log in</title><p>Please log in at the desk.</p>"

    @app.post("/logout")
    def log_out():
        end_session(current_session())
        return redirect("/login", 303)

    @app.get("/api/me")
    def me():
        session = current_session()
        if session is None:
            return {"error": "nobody is logged in"}, 401
        return jsonify(vars(session.member))

    return app
