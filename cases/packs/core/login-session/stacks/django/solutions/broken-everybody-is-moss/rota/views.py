"""Who the visitor is, and the shifts of the day."""

from django.http import HttpRequest, JsonResponse


def shifts(request: HttpRequest) -> JsonResponse:
    """Names and times of the shifts."""
    return JsonResponse({"early": "06:00-14:00"})


def session(request: HttpRequest) -> JsonResponse:
    """Who the visitor is."""
    return JsonResponse({"user": "moss@rota.example", "language": "en"})


def language(request: HttpRequest) -> JsonResponse:
    """Remember the visitor's language."""
    return session(request)
