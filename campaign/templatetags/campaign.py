"""What templates may ask of a record: days, ages, typography, addresses in the page's words."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django_countries import countries

from campaign.figures import Figures
from campaign.kit import parameters
from campaign.kit.partial_dates import PartialDate
from campaign.kit.translated import current_language
from campaign.kit.typography import NARROW, french
from campaign.revision import remembered
from campaign.share import share_picture_address
from prisoners.cards import plate
from prisoners.models import Prisoner
from sponsorships.models import Sponsor

register = template.Library()


class Remembered(template.Node):
    """What stands between the tags is made once for a state of the records, in each language, and for each
    value of what is named in the tag: nothing else may make a difference to it."""

    def __init__(self, nodes: NodeList, named: Sequence[FilterExpression]) -> None:
        self.nodes, self.named = nodes, named
        self.made = remembered(self.make)

    def make(self, *_named: object, context: template.Context) -> SafeString:
        return self.nodes.render(context)

    def render(self, context: template.Context) -> SafeString:
        return self.made(*(name.resolve(context) for name in self.named), context=context)


@register.tag("remembered")
def remembered_tag(parser: Parser, token: Token) -> Remembered:
    """`{% remembered card.pk %}...{% endremembered %}`"""
    nodes = parser.parse(["endremembered"])
    parser.delete_first_token()
    return Remembered(nodes, [parser.compile_filter(word) for word in token.split_contents()[1:]])


@register.filter
def days_held(man: Prisoner, today: date) -> int | None:
    return man.days_held(today=today)


@register.filter
def age(man: Prisoner, today: date) -> int | None:
    return man.age(today=today)


@register.filter
def in_words(moment: datetime) -> str:
    """The day of a moment, as all dates on the site are said."""
    return PartialDate.of(timezone.localdate(moment)).in_words()


@register.filter
def grouped(number: int) -> str:
    """2 548 in French, 2,548 in English."""
    separator = NARROW if current_language() == "fr" else ","
    return f"{number:,}".replace(",", separator)


@register.filter(is_safe=True)
def typo(text: object) -> str:
    """The spaces that French wants; English is left as it is."""
    return french(str(text)) if current_language() == "fr" else str(text)


@register.simple_tag
def plate_of(man: Prisoner) -> SafeString:
    """His portrait where no photograph may be shown."""
    return plate(man)


@register.simple_tag
def share_picture(subject: Prisoner | Sponsor | Figures, men: Iterable[Prisoner] | None = None) -> str:
    """The absolute address of the picture that stands for a page in a message."""
    return share_picture_address(subject, current_language(), men)


@register.simple_tag
def address_with(view: str, **values: str) -> str:
    """`{% address_with "prisoners:prisoners" sponsored="none" %}`: query words in the page's language."""
    return reverse(view) + parameters.write(values, current_language())


@register.simple_tag
def query_with(chosen: dict[str, str], **changes: str) -> str:
    """The query of the page at hand with something changed; an empty value takes it away."""
    return parameters.write({**chosen, "page": "", **changes}, current_language()) or "?"


@register.simple_tag
def parameter(name: str) -> str:
    """The word of a parameter in the page's language, for the name of a form field."""
    return parameters.name_of(name, current_language())


@register.simple_tag(takes_context=True)
def chosen(context: dict[str, dict[str, str]], name: str, value: str) -> str:
    """The attribute of the option that the page's address has chosen."""
    return mark_safe(" selected") if context["chosen"].get(name) == value else ""


@register.filter
def country_name(code: str) -> str:
    return countries.name(code)


@register.simple_tag
def choice(name: str, value: str) -> str:
    """The word of a parameter's choice in the page's language."""
    return parameters.word_of(name, value, current_language())
