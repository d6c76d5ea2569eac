"""Who the visitor is, and the shifts of the day."""

from django.http import HttpRequest, JsonResponse

LANGUAGES = ("de", "en", "fr", "pl")
TODAY = {"early": "06:00-14:00", "late": "14:00-22:00", "night": "22:00-06:00"}


def shifts(request: HttpRequest) -> JsonResponse:
    """Names and times of the shifts."""
    return JsonResponse(TODAY)


def session(request: HttpRequest) -> JsonResponse:
    """Who the visitor is, signing in and signing out."""
    return JsonResponse({"error": "not built yet"}, status=501)


def language(request: HttpRequest) -> JsonResponse:
    """Remember the visitor's language."""
    return JsonResponse({"error": "not built yet"}, status=501)
