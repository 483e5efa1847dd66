"""French typography for texts typed on any keyboard: spaces, apostrophes, ordinals as printers set them."""

import re

from django.utils.translation import gettext

NARROW = "\u202f"
BEFORE = re.compile(r"[ \u00a0](?=[;:!?»%](?!//))")
AFTER = re.compile(r"(?<=«)[ \u00a0]")
APOSTROPHE = re.compile(r"(?<=[^\W\d_])'(?=[^\W\d_])")
ORDINAL = re.compile(r"(?<=\d)(?:i?[èe]mes?)\b")
FIRST = re.compile(r"\b1[èe]re\b")
THOUSANDS = re.compile(r"(?<=\d) (?=\d{3}(?!\d))")


def titled(title: object, rest: object) -> str:
    """`Lyon: Ruben Vardanyan`, with the space that French sets before a colon."""
    return gettext("%(title)s: %(rest)s") % {"title": title, "rest": rest}


def french(text: str) -> str:
    """`Procès : « 2 548 faits »` with its five spaces narrow and unbreakable; l’homme, 2e, 1re."""
    text = FIRST.sub("1re", ORDINAL.sub("e", APOSTROPHE.sub("’", text)))
    for rule in (BEFORE, AFTER, THOUSANDS):
        text = rule.sub(NARROW, text)
    return text
