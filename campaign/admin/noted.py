"""What is written into the access log: looks at contacts, searches, exports."""

from typing import Any, cast

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from campaign.models import Access, User


def note_access(request: HttpRequest, what: str, records: str, *, reason: str = "") -> None:
    user = cast(User, request.user)
    Access.objects.create(
        user=user, ngo=user.ngo, what=what, records=records, reason=reason, seen_at=timezone.now()
    )


class NotesSearches(admin.ModelAdmin):
    """A list that tells of persons: who searched it, and when. The words may be a name, and are not kept."""

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        if search_term:
            note_access(request, "searched", self.opts.label_lower)
        return super().get_search_results(request, queryset, search_term)
