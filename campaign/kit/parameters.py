"""The words that may stand after the question mark of a public address, in both languages.

The one list: views read it, templates write with it, the language switch translates with it. An
address keeps its meaning for ever, so a word may be added here and never changed.
"""

from collections.abc import Mapping
from urllib.parse import urlencode

from campaign.kit.typed import plain

# Each parameter: its word in French and in English; then, for those with a fixed choice, each
# choice's word in French and in English. Without choices the value is free text.
NAMES = {
    "prisoner": ("prisonnier", "prisoner"),
    "kind": ("qualite", "kind"),
    "whom": ("pour", "for"),
    "query": ("q", "q"),
    "category": ("categorie", "category"),
    "status": ("statut", "status"),
    "sponsored": ("parrainage", "sponsor"),
    "group": ("groupe", "group"),
    "sort": ("tri", "sort"),
    "country": ("pays", "country"),
    "page": ("page", "page"),
}
CHOICES = {
    "kind": {
        "municipality": ("commune", "municipality"),
        "region": ("region", "region"),
        "ngo": ("ong", "ngo"),
        "individual": ("personne", "person"),
    },
    "whom": {"group": ("groupe", "group"), "any": ("choix", "choice")},
    "category": {
        "prisoner_of_war": ("prisonnier-de-guerre", "prisoner-of-war"),
        "civilian": ("civil", "civilian"),
        "artsakh_leader": ("dirigeant", "leader"),
    },
    "status": {
        "detained": ("detenu", "held"),
        "released": ("libere", "freed"),
        "dead": ("mort", "dead"),
        "disappeared": ("disparu", "disappeared"),
    },
    "sponsored": {"yes": ("avec", "some"), "none": ("sans", "none")},
    "group": {"23": ("23", "23")},
    "sort": {"name": ("nom", "name"), "days": ("duree", "days"), "sentence": ("peine", "sentence")},
}
COLUMN = {"fr": 0, "en": 1}


def name_of(parameter: str, language: str) -> str:
    return NAMES[parameter][COLUMN[language]]


def word_of(parameter: str, value: str, language: str) -> str:
    """The word of a choice; free text, and what is no choice, as it is."""
    words = CHOICES.get(parameter, {}).get(value)
    return words[COLUMN[language]] if words else value


def read(query: Mapping[str, str], language: str) -> tuple[dict[str, str], list[str]]:
    """The values by our own names, and the words of the address that are not understood."""
    values, not_understood = {}, []
    for parameter in NAMES:
        word = plain(query.get(name_of(parameter, language), ""))
        choices = CHOICES.get(parameter)
        if not word:
            continue
        if choices is None:
            values[parameter] = word
            continue
        meant = [value for value in choices if word_of(parameter, value, language) == word]
        if meant:
            values[parameter] = meant[0]
        else:
            not_understood.append(word)
    return values, not_understood


def write(values: Mapping[str, str], language: str) -> str:
    """`?categorie=civil&tri=duree`, or nothing; always in the order of the table."""
    given = [(name, values[name]) for name in NAMES if values.get(name)]
    words = {name_of(name, language): word_of(name, value, language) for name, value in given}
    return f"?{urlencode(words)}" if words else ""
