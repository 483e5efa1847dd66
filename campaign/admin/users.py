"""The people at the desks. An NGO is what makes one of two persons of two NGOs."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as StockUserAdmin
from django.utils.translation import gettext_lazy as _

from campaign.models import User


@admin.register(User)
class UserAdmin(StockUserAdmin):
    add_fieldsets = (*StockUserAdmin.add_fieldsets, (_("NGO"), {"fields": ["ngo"]}))
    fieldsets = (
        *(StockUserAdmin.fieldsets or ()),
        (
            _("NGO"),
            {
                "fields": ["ngo"],
                "description": _(
                    "What one NGO records, another confirms. Without an NGO one can confirm nothing."
                ),
            },
        ),
    )
    list_display = ["username", "first_name", "last_name", "ngo", "is_staff", "is_superuser", "is_active"]
    list_filter = ["ngo", "is_active", "is_staff", "is_superuser"]
    list_select_related = ["ngo"]
