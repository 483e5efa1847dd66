"""Where a page stands: its canonical address, and the same page in the other language."""

from dataclasses import dataclass
from functools import cached_property, lru_cache

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils import translation

from campaign.kit import parameters
from campaign.kit.translated import current_language


@dataclass(frozen=True)
class Alternate:
    language: str
    name: str
    path: str  # with the query of the page at hand, in this language's words
    canonical: str  # absolute, without query


class Addresses:
    """The addresses of the page at hand, worked out only where a template asks."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def canonical(self) -> str:
        return settings.SITE_URL + self.request.path

    @cached_property
    def alternates(self) -> list[Alternate]:
        return [self.alternate(code, str(name)) for code, name in settings.LANGUAGES]

    @cached_property
    def default(self) -> str:
        """For `hreflang="x-default"`: the bare address chooses the language; other pages lead to French."""
        first = self.alternates[0]
        return f"{settings.SITE_URL}/" if first.canonical.endswith(f"/{first.language}/") else first.canonical

    @cached_property
    def others(self) -> list[Alternate]:
        return [alternate for alternate in self.alternates if alternate.language != current_language()]

    def alternate(self, language: str, name: str) -> Alternate:
        """A page that does not exist (an error page) leads to the home page of the other language."""
        found = getattr(self.request, "resolver_match", None) is not None
        path = translated(self.request.path, current_language(), language) if found else f"/{language}/"
        values, _unknown = parameters.read(self.request.GET, current_language())
        query = parameters.write(values, language) if found else ""
        with translation.override(language):
            return Alternate(language, translation.gettext(name), path + query, settings.SITE_URL + path)


@lru_cache(maxsize=5_000)
def translated(path: str, _known_in: str, language: str) -> str:
    return translate_url(path, language)


def addresses(request: HttpRequest) -> dict[str, object]:
    """Context processor: `address` and the language of the page."""
    return {"address": Addresses(request), "mirrors": settings.MIRRORS, "site_url": settings.SITE_URL}
