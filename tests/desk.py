"""The admin as staff meet it: a desk each, pages read, edited and sent back."""

from typing import Any

from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from campaign.models import User

ENGLISH = {"accept-language": "en"}


def desk_of(user: User) -> Client:
    """A browser in which this person has signed in; the admin speaks English to it."""
    client = Client(headers=ENGLISH)
    client.force_login(user)
    return client


def address(model: str, page: str, *args: object) -> str:
    """`address("prisoners_event", "change", 7)`."""
    return reverse(f"admin:{model}_{page}", args=args)


def as_shown(page: Any) -> dict[str, Any]:
    """What a browser would send back from a form that nobody has touched."""
    shown = {}
    formsets = [inline.formset for inline in page.context["inline_admin_formsets"]]
    for form in [page.context["adminform"].form, *(formset.management_form for formset in formsets)]:
        for field in form:
            value = field.value()
            if value is not None and value is not False:
                shown[field.html_name] = value.replace("\n", "\r\n") if isinstance(value, str) else value
    return shown


def press(desk: Client, path: str, button: str = "_save", **changes: Any) -> Any:
    """Open a page, change some fields, press a button."""
    return desk.post(path, as_shown(desk.get(path)) | {button: "pressed"} | changes)


def choose(desk: Client, model: str, action: str, rows: Any, **more: Any) -> Any:
    """Tick rows in the list and let an action run over them."""
    ticked = {"action": action, "_selected_action": [row.pk for row in rows]}
    return desk.post(address(model, "changelist"), ticked | more)


def told(response: HttpResponse) -> str:
    """The messages that the next page shows on top."""
    return "\n".join(str(message) for message in get_messages(response.wsgi_request))


def errors(response: HttpResponse) -> str:
    """What the form says is wrong."""
    return str(response.context["adminform"].form.errors)
