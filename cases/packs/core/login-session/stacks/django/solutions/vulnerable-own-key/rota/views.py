"""Who the visitor is, and the shifts of the day."""

import json
import secrets

from django.conf import settings
from django.http import HttpRequest, JsonResponse

from rota import accounts

LANGUAGES = ("de", "en", "fr", "pl")
TODAY = {"early": "06:00-14:00", "late": "14:00-22:00", "night": "22:00-06:00"}
FAILED = "That did not work. Please check address and password."

known: dict[str, dict[str, str]] = {}


def shifts(request: HttpRequest) -> JsonResponse:
    """Names and times of the shifts."""
    return JsonResponse(TODAY)


def session(request: HttpRequest) -> JsonResponse:
    """Who the visitor is, signing in and signing out."""
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    if request.method == "GET":
        return shown(key)
    if request.method == "DELETE":
        known.pop(key, None)
        response = shown("")
        response.delete_cookie(settings.SESSION_COOKIE_NAME)
        return response
    body = body_of(request)
    email, password = body.get("email"), body.get("password")
    if not isinstance(email, str) or not isinstance(password, str):
        return JsonResponse({"error": "Address and password are needed."}, status=400)
    account = accounts.find(email)
    if account is None or not account.active or not account.password_is(password):
        return JsonResponse({"error": FAILED}, status=401)
    new = key or secrets.token_urlsafe(32)
    before = known.get(new, {})
    known[new] = {"language": before.get("language", "en"), "user": account.email}
    return keeping(shown(new), new)


def language(request: HttpRequest) -> JsonResponse:
    """Remember the visitor's language."""
    wanted = body_of(request).get("language")
    if request.method != "PUT" or wanted not in LANGUAGES:
        return JsonResponse({"error": f"Choose one of {', '.join(LANGUAGES)}."}, status=400)
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    if key not in known:
        key = secrets.token_urlsafe(32)
    known[key] = {**known.get(key, {}), "language": wanted}
    return keeping(shown(key), key)


def shown(key: str) -> JsonResponse:
    """What is known of the visitor."""
    found = known.get(key, {})
    return JsonResponse({"user": found.get("user"), "language": found.get("language", "en")})


def keeping(response: JsonResponse, key: str) -> JsonResponse:
    """The answer, with the key in the cookie."""
    response.set_cookie(settings.SESSION_COOKIE_NAME, key, httponly=True, samesite="Lax")
    return response


def body_of(request: HttpRequest) -> dict[str, object]:
    """The JSON object in the body; empty if there is none."""
    try:
        content = json.loads(request.body)
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}
