"""What our pages are measured beside: a bare Django view, and the form that a tutorial would write."""

import os

import django
import environ
from django.conf import settings

DATABASE = environ.Env.db_url_config(os.environ["DATABASE_URL"])
if DATABASE["ENGINE"].endswith("postgresql"):
    DATABASE |= {"CONN_MAX_AGE": 60}  # a connection a thread, kept
settings.configure(
    ALLOWED_HOSTS=["*"],
    DATABASES={"default": DATABASE},
    MIDDLEWARE=["django.middleware.csrf.CsrfViewMiddleware"] if os.environ.get("WITH_FORM") else [],
    ROOT_URLCONF=__name__,
    SECRET_KEY="of nobody",  # noqa: S106
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
)
django.setup()

from django import forms  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection, models  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.shortcuts import redirect  # noqa: E402
from django.template import engines  # noqa: E402
from django.urls import path  # noqa: E402

PAGE = b"<!doctype html><title>Bare</title>" + b"<p>A page of thirty kilobytes, without database.</p>" * 576


class Cause(models.Model):  # noqa: DJ008
    class Meta:
        app_label = "bare"


class Signature(models.Model):  # noqa: DJ008
    cause = models.ForeignKey(Cause, on_delete=models.PROTECT)
    name = models.CharField(max_length=120)
    email = models.EmailField()

    class Meta:
        app_label = "bare"


class SignatureForm(forms.ModelForm):
    class Meta:
        model = Signature
        fields = ["cause", "name", "email"]


def view(request: HttpRequest) -> HttpResponse:
    return HttpResponse(PAGE)


FORM = "<!doctype html><form method=post>{% csrf_token %}{{ form }}<button>Sign</button></form>"


def sign(request: HttpRequest) -> HttpResponse:
    form = SignatureForm(request.POST or None, initial={"cause": 1})
    if form.is_valid():
        form.save()
        return redirect("/bare/")
    return HttpResponse(engines["django"].from_string(FORM).render({"form": form}, request))


urlpatterns = [path("bare/", view), path("sign/", sign)]
application = get_wsgi_application()


def make_tables() -> None:
    with connection.schema_editor() as editor:
        editor.create_model(Cause)
        editor.create_model(Signature)
    Cause.objects.create()


if __name__ == "__main__":
    make_tables()
