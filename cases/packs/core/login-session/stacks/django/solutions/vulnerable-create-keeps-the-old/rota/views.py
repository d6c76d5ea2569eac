"""Who the visitor is, and the shifts of the day."""

import json

from django.http import HttpRequest, JsonResponse

from rota import accounts

LANGUAGES = ("de", "en", "fr", "pl")
TODAY = {"early": "06:00-14:00", "late": "14:00-22:00", "night": "22:00-06:00"}


def shifts(request: HttpRequest) -> JsonResponse:
    """Names and times of the shifts."""
    return JsonResponse(TODAY)


def session(request: HttpRequest) -> JsonResponse:
    """Who the visitor is, signing in and signing out."""
    if request.method == "POST":
        return sign_in(request)
    if request.method == "DELETE":
        return sign_out(request)
    return shown(request)


def language(request: HttpRequest) -> JsonResponse:
    """Remember the visitor's language."""
    wanted = body_of(request).get("language")
    if request.method != "PUT" or wanted not in LANGUAGES:
        return JsonResponse({"error": f"Choose one of {', '.join(LANGUAGES)}."}, status=400)
    request.session["language"] = wanted
    return shown(request)


def sign_in(request: HttpRequest) -> JsonResponse:
    """Sign in with address and password."""
    body = body_of(request)
    email, password = body.get("email"), body.get("password")
    if not isinstance(email, str) or not isinstance(password, str):
        return JsonResponse({"error": "Address and password are needed."}, status=400)
    account = accounts.find(email)
    if account is None or not account.active or not account.password_is(password):
        return JsonResponse({"error": "That did not work. Please check address and password."}, status=401)
    chosen = request.session.get("language", "en")
    request.session.create()
    request.session.update({"user": account.email, "language": chosen})
    return shown(request)


def sign_out(request: HttpRequest) -> JsonResponse:
    """Forget the visitor."""
    request.session.flush()
    return shown(request)


def shown(request: HttpRequest) -> JsonResponse:
    """What is known of the visitor."""
    user = request.session.get("user")
    return JsonResponse({"user": user, "language": request.session.get("language", "en")})


def body_of(request: HttpRequest) -> dict[str, object]:
    """The JSON object in the body; empty if there is none."""
    try:
        content = json.loads(request.body)
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}
