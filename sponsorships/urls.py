"""Addresses of the promises."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from sponsorships import views

app_name = "sponsorships"
urlpatterns = [
    path(_("sponsors/"), views.sponsors, name="sponsors"),
    path(_("sponsors/<slug:slug>/"), views.sponsor, name="sponsor"),
    path(_("sponsors/<slug:slug>/logo/"), views.logo, name="logo"),
    path(_("sponsor/"), views.sign_up, name="sign_up"),
    path(_("sponsor/thanks/"), views.thanks, name="thanks"),
    path(_("confirm/<str:token>/"), views.confirm, name="confirm"),
    path(_("take-over/<str:token>/"), views.take_over, name="take_over"),
    path(_("my-sponsorship/<str:token>/"), views.own_page, name="own_page"),
    path(_("my-sponsorship/<str:token>/act/"), views.own_act, name="own_act"),
    path(_("my-sponsorship/<str:token>/certificate/"), views.own_certificate, name="own_certificate"),
    path(_("my-sponsorship/<str:token>/contact/"), views.own_contact, name="own_contact"),
    path(_("my-sponsorship/<str:token>/data/"), views.own_data, name="own_data"),
    path(_("my-sponsorship/<str:token>/deed/"), views.own_deed, name="own_deed"),
    path(_("my-sponsorship/<str:token>/files/"), views.own_files, name="own_files"),
    path(_("my-sponsorship/<str:token>/leave/"), views.own_leave, name="own_leave"),
    path(_("my-sponsorship/<str:token>/link/"), views.own_link, name="own_link"),
    path(_("certificate/<str:code>/"), views.certificate, name="certificate"),
    path(_("link/"), views.link, name="link"),
]
