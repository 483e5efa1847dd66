"""The text of an event, hidden and shown again as the family wishes."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from campaign.admin.desk import signed_in
from prisoners import services
from prisoners.admin.told import CorrectsWhatWasTold
from prisoners.models import Event


class HidesText(CorrectsWhatWasTold):
    """One person, one click; what is hidden is typed nowhere before the family agrees."""

    @admin.action(description=_("The family wishes: hide the text"), permissions=["change"])
    def hide_text(self, request: HttpRequest, queryset: QuerySet[Event]) -> None:
        said = gettext("%s: its text is hidden everywhere. “The family agrees” brings it back.")
        self.record_wish(request, queryset, said, may_be_shown=False)

    @admin.action(description=_("The family agrees: show the text again"), permissions=["change"])
    def show_text(self, request: HttpRequest, queryset: QuerySet[Event]) -> None:
        said = gettext("%s: its text may be shown.")
        self.record_wish(request, queryset, said, may_be_shown=True)

    def record_wish(
        self, request: HttpRequest, queryset: QuerySet[Event], said: str, *, may_be_shown: bool
    ) -> None:
        def record(event: Event) -> None:
            services.record_wish_on_text(
                event, may_be_shown=may_be_shown, by=signed_in(request), now=timezone.now()
            )

        for event in self.for_each(request, queryset, record, word=gettext("A wish of the family")):
            self.message_user(request, said % event, messages.SUCCESS)
