"""How the site is, in words for the people at the desks: what is wrong, what it means, whom to call."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from campaign import health
from campaign.models import Letter


@dataclass(frozen=True)
class Words:
    """Of one subject of campaign.health."""

    well: Promise
    wrong: Promise
    means: Promise


WORDS = {
    "database": Words(
        _("The records answer."),
        _("The records do not answer."),
        _("Visitors still read the published pages. Nobody can sign up, and nothing can be changed."),
    ),
    "migrations": Words(
        _("The records and the program are of the same version."),
        _("The program is newer than the records: an upgrade was not finished."),
        _("Some pages may fail. Please change nothing until the upgrade is finished."),
    ),
    "letters": Words(
        _("Letters leave as they should."),
        _("Letters are not leaving."),
        _("Nothing is lost: they leave by themselves once the mail server answers again."),
    ),
    "published pages": Words(
        _("What visitors read follows the records."),
        _("What visitors read no longer follows the records."),
        _("What you publish or hide may not be seen yet. If somebody must be hidden at once, call now."),
    ),
    "disk": Words(
        _("There is room on the disk."),
        _("The disk is almost full."),
        _("Soon no request and no file can be kept any more. Do not send large files until there is room."),
    ),
}


@require_safe
def state(request: HttpRequest) -> HttpResponse:
    """For everybody at a desk: no rights are needed to know that something is wrong."""
    found = [(finding, WORDS[finding.subject]) for finding in health.look(now=timezone.now())]
    context = {
        "on_call": settings.ON_CALL,
        "parked": Letter.objects.parked().count(),
        "title": _("How the site is"),
        "well": [words.well for finding, words in found if finding.is_well],
        "wrong": [(finding, words) for finding, words in found if not finding.is_well],
    }
    return render(request, "admin/state.html", admin.site.each_context(request) | context)
