"""Staff texts: Markdown with {placeholders} in, safe HTML out."""

import re
from collections.abc import Collection, Mapping

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

PLACEHOLDER = re.compile(r"\{([a-z_0-9]+)\}")
OWN_PAGE = re.compile(r"\(page:([a-z_]+)\)")
ALLOWED = {"a", "blockquote", "em", "h2", "h3", "h4", "hr", "li", "ol", "p", "strong", "ul"}

parser = MarkdownIt("commonmark", {"html": False})
parser.render("[link](/) <https://example.org>")  # fills tables that two threads must not fill at once


def unknown_placeholders(text: str, *, known: Collection[str]) -> list[str]:
    return sorted(set(PLACEHOLDER.findall(text)) - set(known))


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put the values in place; a word in braces that is not one of them stays as typed."""
    return PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), text)


def to_html(text: str, *, values: Mapping[str, str], addresses: Mapping[str, str]) -> SafeString:
    """`(page:campaign)` in a link becomes the address of that page; no HTML is taken from the text."""
    linked = OWN_PAGE.sub(lambda found: f"({addresses.get(found[1], '')})", fill(text, values))
    return mark_safe(  # noqa: S308 - nh3 leaves only the tags above
        nh3.clean(parser.render(linked), tags=ALLOWED, url_schemes={"http", "https", "mailto"}, link_rel=None)
    )
