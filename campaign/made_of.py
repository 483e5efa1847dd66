"""What a published page was made of: its questions to the database, and what was answered.

A page whose questions are answered as before is the same page, and is not made again. So one change of one
man costs the pages that ask about him, and nobody has to list them.
"""

import json
import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import chain
from typing import Any

from django.conf import settings
from django.db import connections

from campaign.tree import Tree

KEPT = ".made-of.json"  # in the tree; no address leads to it
PROGRAM = ["campaign", "prisoners", "sponsorships", "templates", "locale"]  # what makes pages, beside records
MOMENT = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:")

type Question = tuple[str, str, str]  # which database, SQL, parameters as JSON


@dataclass(frozen=True)
class Page:
    """The digest of its file, and of the answers to its questions."""

    file: str
    answers: dict[Question, str]


@dataclass
class Asked:
    """By one page. `is_lasting`: asked again another day, the questions would be the same."""

    questions: dict[Question, None] = field(default_factory=dict)
    is_lasting: bool = True

    def note(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001
        given = list(params or ())
        if sql.startswith("SELECT") and all(map(is_plain, given)):
            self.questions[context["connection"].alias, sql, json.dumps(given)] = None
        else:  # of this moment, or no question at all
            self.is_lasting = False
        return execute(sql, params, many, context)

    def take(self, other: "Asked") -> None:
        """What another has asked, as if it had been asked here."""
        self.questions |= other.questions
        self.is_lasting &= other.is_lasting


def is_plain(parameter: object) -> bool:
    """Neither a moment nor a list: it can be written down, and asked again as it is."""
    is_a_moment = isinstance(parameter, str) and MOMENT.match(parameter)
    return parameter is None or (isinstance(parameter, bool | int | float | str) and not is_a_moment)


listeners: ContextVar[tuple[Asked, ...]] = ContextVar("listeners", default=())


@contextmanager
def listening() -> Iterator[Asked]:
    asked = Asked()
    token = listeners.set((*listeners.get(), asked))
    try:
        with ExitStack() as ears:
            for connection in connections.all():
                ears.enter_context(connection.execute_wrapper(asked.note))
            yield asked
    finally:
        listeners.reset(token)


class Shared:
    """What all pages have in common is made once for a state of the records; to be given it is to have
    asked the questions that it cost."""

    def __init__(self) -> None:
        self.state: object = None
        self.kept: dict[Hashable, tuple[Any, Asked]] = {}

    def begin(self, state: object) -> None:
        if state != self.state:
            self.state, self.kept = state, {}

    def keep(self, question: Hashable, compute: Callable[[], Any]) -> Any:
        if question not in self.kept:
            with listening() as asked:
                self.kept[question] = compute(), asked
        made, asked = self.kept[question]
        for listener in listeners.get():
            listener.take(asked)
        return made


class Answers:
    """Of one state of the records: each question is asked once, however many pages ask it."""

    def __init__(self) -> None:
        self.state: int | None = None
        self.known: dict[Question, str] = {}

    def of(self, questions: Iterable[Question], *, state: int | None) -> dict[Question, str]:
        if state != self.state:
            self.state, self.known = state, {}
        asked = list(questions)
        for alias in {alias for alias, _sql, _given in asked}:
            new = [question for question in asked if question[0] == alias and question not in self.known]
            self.known |= zip(new, answers(alias, new), strict=True)
        return {question: self.known[question] for question in asked}


def answers(alias: str, questions: Sequence[Question]) -> Iterator[str]:
    """Of one database; in one message where it takes several, for a thousand men ask ten thousand."""
    connection = connections[alias]
    asked = [(sql, json.loads(given)) for _alias, sql, given in questions]
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            for sql, given in asked:
                cursor.execute(sql, given)
                yield told(cursor)
        elif asked:
            cursor.execute("; ".join(connection.ops.compose_sql(*one) for one in asked))  # type: ignore[attr-defined]
            yield told(cursor)
            while cursor.nextset():
                yield told(cursor)


def told(cursor: Any) -> str:
    return digest(repr(cursor.fetchall()).encode())


def digest(body: bytes) -> str:
    return sha256(body).hexdigest()


def program() -> str:
    """A new release, or other settings, make every page anew."""
    folders = (settings.BASE_DIR / name for name in PROGRAM)
    files = sorted(path for folder in folders for path in folder.rglob("*") if path.suffix != ".pyc")
    stamps = [(str(path), path.stat().st_size, path.stat().st_mtime_ns) for path in files if path.is_file()]
    said = [settings.SITE_URL, settings.MIRRORS, settings.ONION_LOCATION]
    return digest(repr((stamps, said)).encode())


def read(tree: Tree, *, program: str) -> dict[str, Page]:
    """By the name of the file; nothing where another program made the pages."""
    try:
        kept = json.loads((tree.folder / KEPT).read_bytes())
    except (FileNotFoundError, ValueError):
        return {}
    if kept["program"] != program:
        return {}
    questions = [(alias, kept["sql"][place], given) for alias, place, given in kept["questions"]]
    return {
        name: Page(file, {questions[place]: answered for place, answered in answers})
        for name, (file, answers) in kept["pages"].items()
    }


def write(tree: Tree, pages: dict[str, Page], *, program: str) -> None:
    """The same few sentences of SQL are asked by all: each is written once."""
    questions = dict.fromkeys(chain.from_iterable(page.answers for page in pages.values()))
    sql = {
        said: place for place, said in enumerate(dict.fromkeys(said for _alias, said, _given in questions))
    }
    places = {question: place for place, question in enumerate(questions)}
    kept = {
        "program": program,
        "sql": list(sql),
        "questions": [(alias, sql[said], given) for alias, said, given in questions],
        "pages": {
            name: (page.file, [(places[question], said) for question, said in page.answers.items()])
            for name, page in pages.items()
        },
    }
    tree.replace(tree.folder / KEPT, json.dumps(kept).encode())
