"""The access log at the desk: coordinators read it, nobody writes in it."""

from django.contrib import admin

from campaign.admin.desk import RecordAdmin
from campaign.models import Access, Role


@admin.register(Access)
class AccessAdmin(RecordAdmin):
    adding = changing = deleting = None
    fields = ["seen_at", "user", "ngo", "what", "records", "reason"]
    list_display = ["seen_at", "user", "ngo", "what", "records", "reason"]
    list_filter = ["what", "ngo"]
    list_select_related = ["user", "ngo"]
    ordering = ["-seen_at", "-pk"]
    viewing = Role.COORDINATOR
