"""Addresses of the consumer under /api, as in Open edX, and of the pages around it."""

from django.urls import include, path

from open_edx import views

urlpatterns = [
    path("api/", include("lti_consumer.plugin.urls")),
    path("sign-in/<slug:username>", views.sign_in),
    path("course/<slug:name>", views.unit),
    path("studio/<slug:name>", views.studio),
]
