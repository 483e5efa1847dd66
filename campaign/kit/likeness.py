"""Names of towns and associations compared as people mean them: accents, "Ville de", small slips."""

import re

from anyascii import anyascii
from rapidfuzz import fuzz

# What stands before a name and is no part of it, in the languages of the campaign's sponsors.
BEFORE = re.compile(
    r"^(la |le |les |the )?"
    r"(ville|mairie|commune|municipalite|conseil municipal|association|city|town|municipality|stadt|comune)"
    r"( (de la|de l|de|des|du|d|of|di|von))?\b"
)
ALIKE = 92  # of 100: one letter in a dozen may differ
FREE_MAIL = {
    "bluewin.ch", "free.fr", "gmail.com", "gmx.ch", "gmx.net", "hotmail.com", "hotmail.fr", "icloud.com",
    "laposte.net", "live.fr", "mail.ru", "orange.fr", "outlook.com", "outlook.fr", "proton.me",
    "protonmail.com", "sfr.fr", "wanadoo.fr", "yahoo.com", "yahoo.fr",
}  # fmt: skip


def bare(name: str) -> str:
    """ "Mairie de Saint-Étienne" and "Ville de St Etienne" are "saintetienne"."""
    words = re.sub(r"[^a-z0-9]+", " ", anyascii(name).lower()).strip()
    words = re.sub(r"\bst(e?)\b", r"saint\1", BEFORE.sub("", words).strip() or words)
    return words.replace(" ", "")


def are_alike(one: str, other: str) -> bool:
    """Of two bare names; short ones must be equal, or Lyon would be Lion."""
    shortest = 8  # letters
    return one == other or (min(len(one), len(other)) >= shortest and fuzz.ratio(one, other) >= ALIKE)


def domain(address: str) -> str:
    """Of a mail address or a web address, without www; empty where it says nothing of who writes."""
    host = re.sub(r"^(https?://)?(www\.)?", "", address.rpartition("@")[2].lower()).split("/")[0]
    return "" if host in FREE_MAIL else host
