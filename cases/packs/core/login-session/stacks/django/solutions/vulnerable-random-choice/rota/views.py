"""Who the visitor is, and the shifts of the day."""

import json
import random
import string

from django.http import HttpRequest, JsonResponse

from rota import accounts

LANGUAGES = ("de", "en", "fr", "pl")
TODAY = {"early": "06:00-14:00", "late": "14:00-22:00", "night": "22:00-06:00"}
COOKIE = "rota_session"

store: dict[str, dict[str, str]] = {}


def shifts(request: HttpRequest) -> JsonResponse:
    """Names and times of the shifts."""
    return JsonResponse(TODAY)


def session(request: HttpRequest) -> JsonResponse:
    """Who the visitor is, signing in and signing out."""
    if request.method == "POST":
        return sign_in(request)
    if request.method == "DELETE":
        return sign_out(request)
    return shown(current(request))


def language(request: HttpRequest) -> JsonResponse:
    """Remember the visitor's language."""
    wanted = body_of(request).get("language")
    if request.method != "PUT" or wanted not in LANGUAGES:
        return JsonResponse({"error": f"Choose one of {', '.join(LANGUAGES)}."}, status=400)
    if request.COOKIES.get(COOKIE) in store:
        store[request.COOKIES[COOKIE]]["language"] = wanted
        return shown(current(request))
    return started({"language": wanted})


def sign_in(request: HttpRequest) -> JsonResponse:
    """Sign in with address and password."""
    body = body_of(request)
    email, password = body.get("email"), body.get("password")
    if not isinstance(email, str) or not isinstance(password, str):
        return JsonResponse({"error": "Address and password are needed."}, status=400)
    account = accounts.find(email)
    if account is None or not account.active or not account.password_is(password):
        return JsonResponse({"error": "That did not work. Please check address and password."}, status=401)
    before = store.pop(request.COOKIES.get(COOKIE, ""), {})
    return started({"language": before.get("language", "en"), "user": account.email})


def sign_out(request: HttpRequest) -> JsonResponse:
    """Forget the visitor."""
    store.pop(request.COOKIES.get(COOKIE, ""), None)
    answer = shown({})
    answer.delete_cookie(COOKIE)
    return answer


def started(content: dict[str, str]) -> JsonResponse:
    """A new session, and the answer that hands out its cookie."""
    key = "".join(random.choice(string.ascii_letters + string.digits) for _ in range(32))
    store[key] = content
    answer = shown(content)
    answer.set_cookie(COOKIE, key, httponly=True, samesite="Lax")
    return answer


def current(request: HttpRequest) -> dict[str, str]:
    """What is known of the visitor."""
    return store.get(request.COOKIES.get(COOKIE, ""), {})


def shown(content: dict[str, str]) -> JsonResponse:
    """What `GET /session` says of a session."""
    return JsonResponse({"user": content.get("user"), "language": content.get("language", "en")})


def body_of(request: HttpRequest) -> dict[str, object]:
    """The JSON object in the body; empty if there is none."""
    try:
        content = json.loads(request.body)
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}
