"""What strangers type: cleaned text and checked mail addresses."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from email_validator import EmailNotValidError, validate_email

# Unicode categories that no name holds: control, format (bidi overrides, zero width), lone
# surrogate, private use, unassigned. Line ends are kept in texts.
UNWANTED = {"Cc", "Cf", "Cs", "Co", "Cn"}
SPACES = re.compile(r"[^\S\n]+")


def plain(text: str) -> str:
    """Composed (NFC), without invisible characters, without doubled spaces."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    kept = (c for c in text if c == "\n" or c.isspace() or unicodedata.category(c) not in UNWANTED)
    return SPACES.sub(" ", "".join(kept)).strip()


def mail_address(text: str) -> str:
    """The address in one form, lower case; a ValidationError when no mail could reach it."""
    try:
        found = validate_email(text.strip(), check_deliverability=False)
    except EmailNotValidError as error:
        raise ValidationError(
            _("This mail address does not seem to exist: check it letter by letter."), code="invalid"
        ) from error
    return found.normalized.lower()
