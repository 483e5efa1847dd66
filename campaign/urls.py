"""Every address of the site. The words in them are translated: links in the world depend on them."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from campaign import security, views
from campaign.admin.first_page import first_page
from campaign.admin.state import state
from campaign.sitemap import sitemaps

handler400 = "campaign.errors.bad_request"
handler403 = "campaign.errors.forbidden"
handler404 = "campaign.errors.not_found"
handler500 = "campaign.errors.server_error"

campaign = [
    path("", views.home, name="home"),
    path(_("campaign/"), views.campaign, name="campaign"),
    path(_("context/"), views.context, name="context"),
    path(_("about/"), views.about, name="about"),
    path(_("legal/"), views.legal, name="legal"),
    path(_("privacy/"), views.privacy, name="privacy"),
    path(_("accessibility/"), views.accessibility, name="accessibility"),
]

urlpatterns = [
    path("", views.root),
    path("healthz", views.healthz),
    path("readyz", views.readyz),
    path("robots.txt", views.robots),
    path(security.SECURITY_TXT, security.security_txt),
    path("sitemap.xml", sitemap, {"sitemaps": sitemaps}),
    path(f"{settings.ADMIN_PATH}/", admin.site.admin_view(first_page)),
    path(f"{settings.ADMIN_PATH}/state/", admin.site.admin_view(state), name="state"),
    path(f"{settings.ADMIN_PATH}/", include("campaign.admin.doors")),
    path(f"{settings.ADMIN_PATH}/", admin.site.urls),
    path("media/", include("campaign.media")),
    path("share/", include("campaign.share")),
    *i18n_patterns(
        path("", include((campaign, "campaign"))),
        path("", include("prisoners.urls")),
        path("", include("sponsorships.urls")),
    ),
]
