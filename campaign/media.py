"""The files of photographs, served by us: those that two NGOs stand by, of men who are published."""

from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import re_path
from django.views.decorators.http import require_safe

from campaign.headers import KEPT
from campaign.models import CampaignPicture, Photograph
from prisoners.models import Portrait

TYPES = {"webp": "image/webp", "jpg": "image/jpeg"}


@require_safe
def portrait(request: HttpRequest, slug: str, token: str, width: str, suffix: str) -> HttpResponse:
    shown = Portrait.objects.confirmed().filter(prisoner__published=True, prisoner__slug=slug)
    return file_of(shown.filter(token=token).first(), width=int(width), suffix=suffix)


@require_safe
def campaign(request: HttpRequest, slug: str, token: str, width: str, suffix: str) -> HttpResponse:
    shown = CampaignPicture.objects.confirmed().filter(token=token)
    return file_of(shown.first(), width=int(width), suffix=suffix)


def file_of(photograph: Photograph | None, *, width: int, suffix: str) -> HttpResponse:
    """Kept by readers no longer than a page: what is taken away is gone from everywhere as soon."""
    if photograph is None or width not in photograph.widths:
        raise Http404
    try:
        with default_storage.open(photograph.file_name(width, suffix)) as file:
            content = file.read()
    except FileNotFoundError as error:
        raise Http404 from error
    headers = {"Cache-Control": KEPT, "ETag": f'"{photograph.token}"'}
    return HttpResponse(content, content_type=TYPES[suffix], headers=headers)


app_name = "media"
FILE = r"\.(?P<token>[0-9a-f]{24})\.(?P<width>[1-9][0-9]{1,3})\.(?P<suffix>webp|jpg)$"
urlpatterns = [
    re_path(rf"^portrait/(?P<slug>[-a-zA-Z0-9_]+){FILE}", portrait, name="portrait"),
    re_path(rf"^campaign/(?P<slug>libertas){FILE}", campaign, name="campaign"),
]
