"""French typography for texts typed with plain spaces: narrow no-break spaces where the rule wants them."""

import re

NARROW = "\u202f"
BEFORE = re.compile(r"[ \u00a0](?=[;:!?»%](?!//))")
AFTER = re.compile(r"(?<=«)[ \u00a0]")
THOUSANDS = re.compile(r"(?<=\d) (?=\d{3}(?!\d))")


def french(text: str) -> str:
    """`Procès : « 2 548 faits »` with its five spaces narrow and unbreakable."""
    for rule in (BEFORE, AFTER, THOUSANDS):
        text = rule.sub(NARROW, text)
    return text
