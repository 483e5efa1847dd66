"""What the public reads of a man today, and what it will read once an event acts."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.safestring import SafeString

from prisoners.models import Event, Life, Prisoner, life_told_by
from sponsorships.models import Sponsorship

Status = Prisoner.Status


def told_before_and_after(event: Event) -> SafeString:
    now = timezone.now()
    change = BeforeAfter(event, timezone.localdate(now), now)
    return render_to_string(
        "admin/before_after.html", {"change": change, "sides": [change.before, change.after]}
    )


@dataclass(frozen=True)
class Side:
    """One column: his status in words, how long he is counted, and the figures of the 23."""

    life: Life
    days: int | None
    held: int
    freed: int

    @property
    def status(self) -> str:
        return str(Status(self.life.status).label) if self.life.status else ""


@dataclass(frozen=True)
class BeforeAfter:
    """Asked once an event waits; nothing is written."""

    event: Event
    today: date
    now: datetime

    @cached_property
    def man(self) -> Prisoner:
        return self.event.prisoner

    @cached_property
    def figures(self) -> dict[str, int]:
        return (
            Prisoner.objects.published()
            .of_the_23()
            .aggregate(
                held=Count("pk", filter=Q(status=Status.DETAINED)),
                freed=Count("pk", filter=Q(status=Status.RELEASED)),
            )
        )

    @cached_property
    def before(self) -> Side:
        return self.side(life_told_by(self.man.events.confirmed()))

    @cached_property
    def after(self) -> Side:
        return self.side(life_told_by([*self.man.events.confirmed(), self.event]))

    def side(self, life: Life) -> Side:
        until = life.counted_until_on or self.today
        days = max((until - life.counted_from_on).days, 0) if life.counted_from_on else None
        moved = {name: self.figures[name] for name in ("held", "freed")}
        if self.man.published and self.man.one_of_the_23:
            for name, status in [("held", Status.DETAINED), ("freed", Status.RELEASED)]:
                moved[name] += (life.status == status) - (self.man.status == status)
        return Side(life, days, **moved)

    @property
    def counts_change(self) -> bool:
        return (self.before.held, self.before.freed) != (self.after.held, self.after.freed)

    @property
    def frees(self) -> bool:
        return self.after.life.status == Status.RELEASED != self.before.life.status

    @property
    def is_death(self) -> bool:
        return self.event.kind == Event.Kind.DEATH

    @cached_property
    def sponsorships(self) -> dict[str, int]:
        """Those that his release fulfils, and how many of them can be written to."""
        fulfilled = Q(prisoner=self.man)
        if self.after.held == 0 and self.man.one_of_the_23 and self.all_others_are_free():
            fulfilled |= Q(whom=Sponsorship.Whom.GROUP)
        return (
            Sponsorship.objects.active()
            .filter(fulfilled)
            .aggregate(
                all=Count("pk"), reached=Count("pk", filter=~Q(contact__email="") & Q(contact__isnull=False))
            )
        )

    def all_others_are_free(self) -> bool:
        others = Prisoner.objects.of_the_23().exclude(pk=self.man.pk)
        return not others.exclude(status=Status.RELEASED).exists()

    @property
    def letters_from_at(self) -> datetime:
        """If it is confirmed now."""
        return self.now + timedelta(hours=self.event.letters_wait_hours)
