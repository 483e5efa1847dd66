"""The revision of the public data: pages kept in memory and files published are as good as it."""

import logging
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import partial, wraps
from threading import Lock, RLock
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.db.models import F
from django.db.utils import Error as DatabaseError
from django.utils import timezone
from django.utils.translation import get_language

from campaign.models import Revision

THE_ROW = 1
LOOK_EVERY = 1.0  # seconds
AWAY = 3.0  # seconds that a database which did not answer is left alone: one reader waits for each try
IN_CACHE = "revision"
TOLD_FOR = 1  # second; a number whose successor could not be told is not believed longer
KEPT_AT_MOST = 1_000  # answers of one function; a stranger chooses some of the questions

type State = tuple[int, date]  # the counters of days roll at midnight, whatever the revision

logger = logging.getLogger(__name__)


@transaction.atomic
def moved() -> None:
    """Called first by whoever changes what the public sees, in the same transaction.

    First, so that two of them wait for each other here and never cross over the rows they change.
    """
    row = Revision.objects.filter(pk=THE_ROW)
    if not row.update(number=F("number") + 1):
        Revision.objects.bulk_create([Revision(pk=THE_ROW)], ignore_conflicts=True)
        row.update(number=F("number") + 1)
    transaction.on_commit(partial(tell, current()) if settings.CACHE_URL else watch.forget)


def current() -> int:
    """As the database has it; 0 before the first change."""
    return Revision.objects.filter(pk=THE_ROW).values_list("number", flat=True).first() or 0


def tell(number: int) -> None:
    """After the commit: who heard of it before would keep the old page under the new number."""
    cache.set(IN_CACHE, number, TOLD_FOR)
    watch.forget()


def told() -> int:
    """By the cache, where all processes share one: for all of them the database is asked once a second.

    Who asked it puts his answer there only where none is: a change may have been told meanwhile.
    """
    if not settings.CACHE_URL:
        return current()
    return int(cache.get_or_set(IN_CACHE, current, TOLD_FOR) or 0)


class Watch:
    """What a process knows of the revision: asked for once a second, by one thread."""

    def __init__(self, ask: Callable[[], int] = told) -> None:
        self.ask = ask
        self.asking = Lock()
        self.changes = 0  # made by this process
        self.known: State | None = None
        self.looked_at: float | None = None

    def forget(self) -> None:
        """This process has changed something: it looks before its next answer."""
        self.changes += 1
        self.looked_at = None

    def state(self, *, at: float) -> State | None:
        """At a moment of a steady clock. While the database is away: what was known, None if nothing was."""
        if not self.is_fresh(at) and self.asking.acquire(blocking=self.looked_at is None):
            try:
                if not self.is_fresh(at):
                    self.look(at)
            finally:
                self.asking.release()
        return self.known

    def is_fresh(self, at: float) -> bool:
        return self.looked_at is not None and at - self.looked_at < LOOK_EVERY

    def look(self, at: float) -> None:
        changes, self.looked_at, began = self.changes, at, monotonic()
        try:
            state = (self.ask(), timezone.localdate())
            self.known = self.known if self.known == state else state
        except DatabaseError:
            logger.warning("The database does not tell the revision; what was known goes on")
            self.looked_at = at + (monotonic() - began) + AWAY - LOOK_EVERY
        if changes != self.changes:  # meanwhile
            self.looked_at = None


watch = Watch()


type Keeper = Callable[[Hashable, Callable[[], Any]], Any]

# Whoever publishes asks for everything anew: what it writes will be read long after.
asks_anew: ContextVar[Keeper | None] = ContextVar("asks_anew", default=None)


def keep_nothing(_question: Hashable, compute: Callable[[], Any]) -> Any:
    return compute()


@contextmanager
def asking_anew(keeper: Keeper = keep_nothing) -> Iterator[None]:
    """Nothing is answered from memory, and nothing is kept there. What has no arguments, or is the same in
    both languages, the keeper may answer as it did before."""
    token = asks_anew.set(keeper)
    try:
        yield
    finally:
        asks_anew.reset(token)


def remembered[**P, T](compute: Callable[P, T], *, by_language: bool = True) -> Callable[P, T]:
    """What is counted over all records is counted once for a state of them, in each language.

    Its questions are its plain arguments; what is given by name spares a query, and makes no difference.
    """
    kept: dict[tuple[Any, ...], T] = {}
    kept_for: list[State] = []
    counting = RLock()  # the others wait rather than count too

    @wraps(compute)
    def answer(*args: P.args, **given: P.kwargs) -> T:
        language = get_language() if by_language else None
        if keeper := asks_anew.get():
            anew = partial(compute, *args, **given)
            return anew() if args and by_language else keeper((compute, language, args), anew)
        state = watch.state(at=monotonic()) if settings.PAGES_IN_MEMORY else None
        if state is None:
            return compute(*args, **given)
        question = (language, *args)
        with counting:
            if not kept_for or kept_for[0] is not state or len(kept) >= KEPT_AT_MOST:
                kept.clear()
                kept_for[:] = [state]
            if question not in kept:
                kept[question] = compute(*args, **given)
            return kept[question]

    return answer
