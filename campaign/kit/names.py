"""Find people under any spelling: an index of the words of their names, made once and asked often."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

from campaign.kit.spelling import bones, heard, letters, stem

QUERY_MAX_LETTERS = 100  # three times the longest full name; what follows is not a name
QUERY_MAX_WORDS = 6  # first name, patronymic and surname, twice; a sentence finds nobody

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

# Which of the words that people bear are meant by the one typed, with what each costs.
type Rule = Callable[[str], Mapping[str, int]]
type Narrow = Callable[[Collection[int]], Collection[int]]


def all_of(found: Collection[int]) -> Collection[int]:
    return found


class Beginnings:
    """Texts in order, so that those with a beginning stand together."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.texts = sorted(texts)

    def begun_with(self, beginning: str) -> Iterator[str]:
        place = bisect_left(self.texts, beginning)
        while place < len(self.texts) and self.texts[place].startswith(beginning):
            yield self.texts[place]
            place += 1


class Index:
    """Who bears which word, and which words sound, begin or are built alike.

    A word is in a name when it is written or sounds the same, or begins a word of it (so that a page may
    search as one types). Only if that finds nobody, it may also be a slip away.
    """

    def __init__(self, names: Mapping[int, Sequence[str]]) -> None:
        self.people = list(names)
        self.bearers: dict[str, list[int]] = defaultdict(list)  # places in `people`
        for place, spellings in enumerate(names.values()):
            for word in {word for name in spellings for word in letters(name)}:
                self.bearers[word].append(place)
        self.sounding: dict[str, list[str]] = defaultdict(list)
        self.heard_as: dict[str, list[str]] = defaultdict(list)  # by the first key alone
        self.built: dict[str, list[str]] = defaultdict(list)
        for word in self.bearers:
            keys = heard(word)
            self.heard_as[keys[0]].append(word)
            self.built[bones(keys[0])].append(word)
            for key in keys:
                self.sounding[key].append(word)
        self.words, self.sounds = Beginnings(self.bearers), Beginnings(self.heard_as)
        self.words_by_length, self.sounds_by_length = by_length(self.bearers), by_length(self.heard_as)

    def search(self, query: str, *, narrow: Narrow = all_of) -> list[int]:
        """Whose name has every word of the query, nearest first; of equals, the first in the index.

        `narrow` leaves out of those found who is not looked for.
        """
        typed = sorted(dict.fromkeys(letters(query[:QUERY_MAX_LETTERS])), key=len, reverse=True)
        if not typed or len(typed) > QUERY_MAX_WORDS or len(typed[0]) < BEGINNING_MIN:
            return []
        # Dearest first: where two rules know a word, the later one says what it costs.
        sure: list[Rule] = [self.begun, self.sounding_like, self.written]
        return self.nearest(typed, sure, narrow) or self.nearest(typed, [*self.slips(typed), *sure], narrow)

    def nearest(self, typed: Sequence[str], rules: Sequence[Rule], narrow: Narrow) -> list[int]:
        """Drop, word after word, the people who have no such name; the longest word drops most."""
        costs: dict[int, int] | None = None
        for word in typed:
            here = self.bearing(word, rules)
            before = dict.fromkeys(here, 0) if costs is None else costs
            sums = {place: before[place] + here[place] for place in before.keys() & here.keys()}
            costs = {place: cost for place, cost in sums.items() if cost < TOO_FAR}
        nearest_first = sorted(costs or {}, key=lambda place: ((costs or {})[place], place))
        found = [self.people[place] for place in nearest_first]
        wanted = set(narrow(found)) if found else set()
        return [who for who in found if who in wanted]

    def bearing(self, word: str, rules: Sequence[Rule]) -> dict[int, int]:
        """People and what the word of theirs costs that is nearest."""
        found: dict[str, int] = {}
        for rule in rules:
            found |= rule(word)
        costs: dict[int, int] = {}
        for name, cost in found.items():
            for place in self.bearers[name]:
                costs[place] = min(cost, costs.get(place, TOO_FAR))
        return costs

    def written(self, typed: str) -> dict[str, int]:
        return {typed: 0} if typed in self.bearers else {}

    def sounding_like(self, typed: str) -> dict[str, int]:
        alike = (word for key in heard(typed) for word in self.sounding.get(key, ()))
        return dict.fromkeys(alike, SOUNDS_THE_SAME)

    def begun(self, typed: str) -> dict[str, int]:
        keys = (key for key in heard(typed) if len(key) >= HEARD_BEGINNING_MIN)
        alike = (sound for key in keys for sound in self.sounds.begun_with(key))
        words = [*self.words.begun_with(typed), *(word for sound in alike for word in self.heard_as[sound])]
        return dict.fromkeys(words, BEGINS_THE_SAME)

    def slips(self, typed: Sequence[str]) -> list[Rule]:
        """In the only word, or in one beside which another vouches for it."""
        is_alone = len(typed) == 1
        misheard = MISHEARD_MIN if is_alone else MISHEARD_MIN_IN_COMPANY
        mistyped = MISTYPED_MIN if is_alone else MISTYPED_MIN_IN_COMPANY
        return [
            lambda word: self.misheard(word, shortest=misheard),
            self.same_bones,
            lambda word: self.mistyped(word, shortest=mistyped),
        ]

    def mistyped(self, typed: str, *, shortest: int) -> dict[str, int]:
        """One letter added, lost, changed or swapped with its neighbour."""
        alike = of_about(len(typed), self.words_by_length, slips=1)
        near = process.extract_iter(typed, alike, scorer=OSA.distance, score_cutoff=1)
        return {word: LETTER for word, _, _ in near if max(len(typed), len(word)) >= shortest}

    def misheard(self, typed: str, *, shortest: int) -> dict[str, int]:
        """A sound or two differ. The ending is three sounds: never is a surname taken for a first name."""
        found: dict[str, int] = {}
        for key in heard(typed):
            alike = of_about(len(key), self.sounds_by_length, slips=2)
            near = process.extract_iter(key, alike, scorer=OSA.distance, score_cutoff=2)
            for other, distance, _ in near:
                sounds = min(len(stem(key)), len(stem(other)))
                if distance <= (sounds >= shortest) + (sounds >= MISHEARD_TWICE_MIN):
                    for word in self.heard_as[other]:
                        found[word] = min(int(distance) * LETTER, found.get(word, TOO_FAR))
        return found

    def same_bones(self, typed: str) -> dict[str, int]:
        """Surnames that differ in vowels alone."""
        built = {bones(key) for key in heard(typed)} - {""}
        return {word: LETTER for frame in built for word in self.built.get(frame, ())}


def by_length(texts: Iterable[str]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for text in texts:
        found[len(text)].append(text)
    return found


def of_about(length: int, texts: Mapping[int, list[str]], *, slips: int) -> list[str]:
    """No slip makes a text longer or shorter by more than one."""
    near = range(length - slips, length + slips + 1)
    return [text for n in near for text in texts.get(n, ())]
