"""What was erased or hidden, by key alone: a backup made before must not bring it back."""

from django.db import models


class Removal(models.Model):
    """For commands alone: nobody reads these."""

    class What(models.TextChoices):
        SPONSORSHIP = "sponsorship"
        CONTACT = "contact"
        WITHDRAWAL = "withdrawal"
        ERASURE = "erasure"
        PUBLIC_SPONSORSHIP = "public_sponsorship"
        PUBLIC_MAN = "public_man"
        FAMILY_WISH = "family_wish"  # address, part, who recorded it
        EVENT = "event"
        CONFIRMATION = "confirmation"
        PHOTOGRAPH = "photograph"
        PUBLIC_PHOTOGRAPH = "public_photograph"
        PUBLIC_ACT = "public_act"
        HANDED_OVER = "handed_over"
        ACCOUNT = "account"
        EVENT_TEXT = "event_text"

    what = models.CharField(max_length=20, choices=What)
    key = models.CharField(max_length=80)
    removed_at = models.DateTimeField(auto_now_add=True, db_index=True)

    def __str__(self) -> str:
        return f"{self.what} {self.key}"
