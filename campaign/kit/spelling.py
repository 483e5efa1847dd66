"""Names in any script and spelling: their words in plain letters, and keys that most spellings share."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from anyascii import anyascii

CACHED = 2**15  # a thousand people, eight spellings each, two or three words a spelling, twice over
BONES_MIN = 4  # consonants that make a surname known whatever its vowels: Mkrtchyan, Mguerditchian

# Letters that anyascii would flatten or spell otherwise than a reader hears them.
SCRIPTS = (
    ("ու", "u"),  # one Armenian vowel in two letters; anyascii: "ow"
    ("իւ", "yu"),  # the same after i, classical orthography
    ("ё", "yo"),  # anyascii: "e"
    ("ç", "tch"),  # Turkish, Azerbaijani; anyascii: "c", which Turkish reads dj
    ("č", "tch"),  # Czech, scholarly
    ("š", "sh"),  # the same; anyascii: "s", and with a ch after it that looks like German sch
)

# The rules below rewrite a word, in this order, into a key of twelve consonants and four vowels, where
# letters that two transliterations, or East and West Armenian, exchange are one.
CLUSTERS = (
    (r"^[hy]?o(?:vh?|g|h)(?=an)", "ov"),  # one first name: Hovhannes, Russian Oganes, Western Ohannes
    (r"c(?![aeiouyhjzs])", "k"),  # Eric, Vicken; before a vowel c is an affricate: Eulcekciyan
    (r"[tdc]+(?:s?ch|s|z)|d+j", "c"),  # every affricate: ts tz dz cz tch tsch dch dj, and dzh
    (r"sch|sz|zh", "s"),  # every sibilant; sh too, for h falls silent below
)
READINGS = (
    (("ch", "c"), ("j", "c"), ("z", "s")),  # English: Khachatryan, Sujyan; read first, so it makes the key
    (("ch", "s"), ("j", "s"), ("z", "s")),  # French: Ichkhanian
    (("ch", "k"), ("j", "i"), ("z", "c")),  # German, Polish: Chosrowjan, Mnazakanjan
    (("ch", "c"), ("j", "k"), ("z", "s")),  # Spanish: Ishjanián
)
SOUNDS = (
    (r"gu(?=[ei])", "k"),  # French: Gourguen
    (r"ou|oo", "u"),  # French, English
    (r"eu|oe", "o"),  # beside ö: Euljekjian, Oldjekian
    (r"ee|y", "i"),
    (r"b", "p"),  # East and West exchange b and p
    (r"d", "t"),  # and d and t
    (r"[gqx]", "k"),  # and g and k; q and x are Azerbaijani, and scholarly, for g and kh
    (r"[wf]", "v"),
    (r"h", ""),  # Harutyunyan, Arutyunyan; and kh and gh join k and g: Kazarian for Ghazaryan
    (r"(?<=..)(?:[ie]+|(?<=c))an(?:[cs]e?)?$", "ian"),  # -yan -ian -jan -ean -iants -yantz, and -djan
    (r"i+(?!an$)(?=[aeou])", ""),  # a glide: Aljoscha, Alosha; Harutyunyan, Harutunyan
    (r"e", "i"),  # unstressed: Hovhannessian, Hovhannisyan
    (r"([^aou])\1+", r"\1"),  # Martirossian; but Saakyan keeps both, for Sahakyan
)
ENDING = "ian"  # the mark of a surname in a key
OTHER_ENDINGS = (
    (r"(?<=..)[io]v$", ENDING),  # russified: Pashayev
    (r"kcian$", "kian"),  # half of -kjian is often lost: Euldjekian
)
UNSPOKEN = re.compile("['`]")  # aspiration in scholarly Latin, and the French apostrophe
WORD = re.compile("[a-z0-9]+")
VOWELS = re.compile("[aiou]")


def fold(text: str) -> str:
    """Latin words that are the same for most spellings of a name, in any script: a key, not for display."""
    return " ".join(key for word in letters(text) if (key := heard(word)[0]))


@lru_cache(CACHED)
def letters(text: str) -> tuple[str, ...]:
    """The words of a text in plain Latin letters, as they are written."""
    text = unicodedata.normalize("NFC", text.lower())
    for letters, latin in SCRIPTS:
        text = text.replace(letters, latin)
    return tuple(WORD.findall(UNSPOKEN.sub("", anyascii(text).lower())))


@lru_cache(CACHED)
def heard(word: str) -> tuple[str, ...]:
    """The keys of a word, one for each way to read it aloud."""
    clusters = _rewrite(word, rules=CLUSTERS)
    read = dict.fromkeys(_rewrite(clusters, rules=reading) for reading in READINGS)
    keys = [_rewrite(letters, rules=SOUNDS) for letters in read]
    others = [_rewrite(key, rules=[ending]) for ending in OTHER_ENDINGS for key in keys]
    return tuple(dict.fromkeys(keys + others))


def _rewrite(word: str, *, rules: Iterable[tuple[str, str]]) -> str:
    for pattern, replacement in rules:
        word = re.sub(pattern, replacement, word)
    return word


def stem(key: str) -> str:
    return key.removesuffix(ENDING)


@lru_cache(CACHED)
def bones(key: str) -> str:
    """The consonants of a surname, if enough to know it by. T joins an affricate once no vowel parts them."""
    consonants = VOWELS.sub("", stem(key)) if key.endswith(ENDING) else ""
    bones = _rewrite(consonants, rules=((r"tc", "c"), (r"(.)\1+", r"\1")))
    return bones if len(bones) >= BONES_MIN else ""
