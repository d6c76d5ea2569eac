"""Which path leads to which view."""

from django.urls import path

from rota import views

urlpatterns = [
    path("session", views.session),
    path("session/language", views.language),
    path("shifts", views.shifts),
]
