"""Addresses of the look: help, and the sheet of parts."""

from django.urls import path

from core.look import views

app_name = "look"

urlpatterns = [
    path("help/", views.help_page, name="help"),
    path("style/", views.style_page, name="style"),
    path("style/<slug:part>/", views.style_page, name="style-part"),
]
