"""The person behind a request, as the desk that may read it sees him."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from campaign.admin.desk import ReadInline, signed_in
from campaign.admin.noted import note_access
from campaign.kit.typed import mixes_scripts
from sponsorships.models import Contact


class ContactInline(ReadInline, admin.StackedInline):
    """Whom to write to; read-only. Erased by its owner or by the calendar, not by hand."""

    fields = ["name", "letters", "signatory", "office", "email", "phone", "consent_version", "consented_at"]
    model = Contact
    readonly_fields = ["letters"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Contact]:
        return Contact.objects.visible_to(signed_in(request))

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """Whoever looks at a contact is noted, before it is shown."""
        if request.method == "GET" and self.get_queryset(request).filter(sponsorship=obj).exists():
            note_access(request, "seen", str(obj.pk))
        return super().get_formset(request, obj, **kwargs)

    @admin.display(description=_("letters"))
    def letters(self, contact: Contact) -> str:
        texts = [contact.name, contact.signatory, contact.office, contact.email]
        if any(mixes_scripts(text) for text in texts):
            return gettext("Of two alphabets that look alike: perhaps another’s name. Write to check.")
        return "–"
