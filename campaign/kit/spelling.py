"""Names in any script and spelling: which of the people named is meant by the words typed."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from functools import lru_cache, partial

from anyascii import anyascii
from rapidfuzz import process
from rapidfuzz.distance import OSA

# Which of the words that people bear are meant by the one typed, with what each costs.
Rule = Callable[[str, Set[str]], dict[str, int]]

QUERY_MAX_LETTERS = 100  # three times the longest full name; what follows is not a name
QUERY_MAX_WORDS = 6  # first name, patronymic and surname, twice; a sentence finds nobody
CACHED = 2**15  # a thousand people, eight spellings each, two or three words a spelling, twice over

# What a match costs. A word that is written the same costs nothing.
SOUNDS_THE_SAME = 1
BEGINS_THE_SAME = 10  # dearer than six words that sound the same
LETTER = 100  # dearer than six beginnings
TOO_FAR = 3 * LETTER  # in the whole query: two slips happen to one name, three make another

BEGINNING_MIN = 3  # letters of a word typed alone; beside another word an initial is enough
HEARD_BEGINNING_MIN = 4  # sounds; three are in too many words: "goes" would begin Khosrovyan
MISTYPED_MIN = 5  # letters of a word typed alone in which one is wrong: Baku must not find Bako
MISTYPED_MIN_IN_COMPANY = 4  # the other word of the name vouches for the short one
MISHEARD_MIN = 6  # sounds before the ending, of which one differs: Gasparyan is not Ghazaryan
MISHEARD_MIN_IN_COMPANY = 4
MISHEARD_TWICE_MIN = 8  # sounds of which two differ
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
    return " ".join(key for word in _letters(text) if (key := _heard(word)[0]))


def search(query: str, names: Mapping[int, Sequence[str]]) -> list[int]:
    """Whose name has every word of the query, nearest first; of equals, the first in the mapping.

    A word is in a name when it is written or sounds the same, or begins a word of it (so that a page may
    search as one types). Only if that finds nobody, it may also be a slip away.
    """
    typed = sorted(dict.fromkeys(_letters(query[:QUERY_MAX_LETTERS])), key=len, reverse=True)
    if not typed or len(typed) > QUERY_MAX_WORDS or len(typed[0]) < BEGINNING_MIN:
        return []
    borne = {who: {word for name in spellings for word in _letters(name)} for who, spellings in names.items()}
    slips = SLIPS_ALONE if len(typed) == 1 else SLIPS_IN_COMPANY
    return _nearest(typed, borne=borne, rules=SURE) or _nearest(typed, borne=borne, rules=slips + SURE)


def _nearest(typed: Sequence[str], *, borne: Mapping[int, set[str]], rules: Sequence[Rule]) -> list[int]:
    """Drop, word after word, the people who have no such name; the longest word drops most."""
    costs = dict.fromkeys(borne, 0)
    for word in typed:
        vocabulary = set().union(*(borne[who] for who in costs))
        found: dict[str, int] = {}
        for rule in rules:
            found |= rule(word, vocabulary)
        for who in costs:
            costs[who] += min((found[name] for name in borne[who] & found.keys()), default=TOO_FAR)
        costs = {who: cost for who, cost in costs.items() if cost < TOO_FAR}
    return sorted(costs, key=costs.__getitem__)


def _written(typed: str, vocabulary: Set[str]) -> dict[str, int]:
    return {typed: 0} if typed in vocabulary else {}


def _sounding(typed: str, vocabulary: Set[str]) -> dict[str, int]:
    keys = set(_heard(typed))
    return {word: SOUNDS_THE_SAME for word in vocabulary if not keys.isdisjoint(_heard(word))}


def _begun(typed: str, vocabulary: Set[str]) -> dict[str, int]:
    keys = tuple(key for key in _heard(typed) if len(key) >= HEARD_BEGINNING_MIN)
    begun = (word for word in vocabulary if word.startswith(typed) or _heard(word)[0].startswith(keys))
    return dict.fromkeys(begun, BEGINS_THE_SAME)


def _mistyped(typed: str, vocabulary: Set[str], *, shortest: int) -> dict[str, int]:
    """One letter added, lost, changed or swapped with its neighbour."""
    near = process.extract_iter(typed, list(vocabulary), scorer=OSA.distance, score_cutoff=1)
    return {word: LETTER for word, _, _ in near if max(len(typed), len(word)) >= shortest}


def _misheard(typed: str, vocabulary: Set[str], *, shortest: int) -> dict[str, int]:
    """A sound or two differ. The ending is three sounds: never is a surname taken for a first name."""
    keys = {word: _heard(word)[0] for word in vocabulary}
    found: dict[str, int] = {}
    for heard in _heard(typed):
        for key, distance, word in process.extract_iter(heard, keys, scorer=OSA.distance, score_cutoff=2):
            sounds = min(len(_stem(heard)), len(_stem(key)))
            allowed = (sounds >= shortest) + (sounds >= MISHEARD_TWICE_MIN)
            if distance <= allowed:
                found[word] = min(distance * LETTER, found.get(word, TOO_FAR))
    return found


def _same_bones(typed: str, vocabulary: Set[str]) -> dict[str, int]:
    """Surnames that differ in vowels alone."""
    bones = {_bones(key) for key in _heard(typed)} - {""}
    return {word: LETTER for word in vocabulary if _bones(_heard(word)[0]) in bones}


# Dearest first: where two rules know a word, the later one says what it costs.
SURE: tuple[Rule, ...] = (_begun, _sounding, _written)
SLIPS_ALONE: tuple[Rule, ...] = (
    partial(_misheard, shortest=MISHEARD_MIN),
    _same_bones,
    partial(_mistyped, shortest=MISTYPED_MIN),
)
SLIPS_IN_COMPANY: tuple[Rule, ...] = (
    partial(_misheard, shortest=MISHEARD_MIN_IN_COMPANY),
    _same_bones,
    partial(_mistyped, shortest=MISTYPED_MIN_IN_COMPANY),
)


@lru_cache(CACHED)
def _letters(text: str) -> tuple[str, ...]:
    """The words of a text in plain Latin letters, as they are written."""
    text = unicodedata.normalize("NFC", text.lower())
    for letters, latin in SCRIPTS:
        text = text.replace(letters, latin)
    return tuple(WORD.findall(UNSPOKEN.sub("", anyascii(text).lower())))


@lru_cache(CACHED)
def _heard(word: str) -> tuple[str, ...]:
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


def _stem(key: str) -> str:
    return key.removesuffix(ENDING)


@lru_cache(CACHED)
def _bones(key: str) -> str:
    """The consonants of a surname, if enough to know it by. T joins an affricate once no vowel parts them."""
    consonants = VOWELS.sub("", _stem(key)) if key.endswith(ENDING) else ""
    bones = _rewrite(consonants, rules=((r"tc", "c"), (r"(.)\1+", r"\1")))
    return bones if len(bones) >= BONES_MIN else ""
