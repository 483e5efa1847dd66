"""What strangers type: cleaned text, checked addresses of mail and web, letters that deceive."""

import re
import unicodedata
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.deconstruct import deconstructible
from django.utils.translation import gettext_lazy as _
from email_validator import EmailNotValidError, validate_email

# Unicode categories that no name holds: control, format (bidi overrides, zero width), lone
# surrogate, private use, unassigned. Line ends are kept in texts.
UNWANTED = {"Cc", "Cf", "Cs", "Co", "Cn"}
SPACES = re.compile(r"[^\S\n]+")
WORD = re.compile(r"[^\W\d_]+")
LOOK_ALIKE = {"LATIN", "CYRILLIC", "GREEK"}
DISGUISED = {"MATHEMATICAL", "FULLWIDTH", "CIRCLED", "SQUARED"}
OF_NO_SCRIPT = {"MODIFIER", "FEMININE", "MASCULINE", "MICRO", ""}  # ª, º, an Armenian apostrophe


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


@deconstructible
class WebAddress(URLValidator):
    """http or https, without a user and a password, which Django would take, and nothing invisible."""

    def __init__(self) -> None:
        super().__init__(schemes=["http", "https"])

    def __call__(self, value: str) -> None:
        super().__call__(value)
        is_seen = all(unicodedata.category(character) not in UNWANTED for character in value)
        if "@" in urlsplit(value).netloc or not is_seen:
            raise ValidationError(self.message, code=self.code, params={"value": value})


def mixes_scripts(text: str) -> bool:
    """A word of two scripts, or Latin beside Cyrillic or Greek: whoever reads it reads another name.

    Armenian beside Latin is how many sign, and no sign of anything.
    """
    words = [{script_of(letter) for letter in word} - OF_NO_SCRIPT for word in WORD.findall(text)]
    scripts = set().union(*words)
    return any(len(word) > 1 for word in words) or len(scripts & LOOK_ALIKE) > 1 or bool(scripts & DISGUISED)


def script_of(letter: str) -> str:
    return unicodedata.name(letter, "").partition(" ")[0]
