"""Addresses of the promises."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from sponsorships import views

app_name = "sponsorships"
urlpatterns = [
    path(_("sponsors/"), views.sponsors, name="sponsors"),
    path(_("sponsors/<slug:slug>/"), views.sponsor, name="sponsor"),
    path(_("sponsor/"), views.sign_up, name="sign_up"),
    path(_("sponsor/thanks/"), views.thanks, name="thanks"),
    path(_("confirm/<str:token>/"), views.confirm, name="confirm"),
    path(_("link/"), views.link, name="link"),
]
