"""Addresses of the people."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from prisoners import views

app_name = "prisoners"
urlpatterns = [
    path(_("prisoners/"), views.prisoners, name="prisoners"),
    path(_("prisoners/<slug:slug>/"), views.profile, name="profile"),
    path(_("correct/"), views.correct, name="correct"),
    path(_("correct/thanks/"), views.corrected, name="corrected"),
    path(_("unsponsored/"), views.unsponsored, name="unsponsored"),
]
