"""The messages under locale/: brought in from code and templates, or, with --check, only judged.

Judged means complete (nothing untranslated or fuzzy, each form of a plural there), spaced as French
printers do, well formed (no placeholder lost) and fresh (`make messages` would change nothing). The last
two need gettext; without it they are left out.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
FRENCH = ROOT / "locale/fr/LC_MESSAGES/django.po"
CATALOGUES = sorted(ROOT.glob("locale/*/LC_MESSAGES/django.po"))
MAKE_MESSAGES = "manage.py makemessages -v 0 -l fr --no-location --no-wrap --no-obsolete -i tests -i var"


def without_date(catalogue: str) -> str:
    return re.sub(r'^"POT-Creation-Date: .*\n', "", catalogue, flags=re.MULTILINE)


def extract() -> bool:
    """Bring the messages in and say whether that changed any; a new date alone is taken back."""
    before = FRENCH.read_text() if FRENCH.exists() else ""
    FRENCH.parent.mkdir(parents=True, exist_ok=True)
    settings = {"DJANGO_SETTINGS_MODULE": "tests.settings"}
    subprocess.run([sys.executable, *MAKE_MESSAGES.split()], cwd=ROOT, env=os.environ | settings, check=True)
    changed = without_date(FRENCH.read_text()) != without_date(before)
    if not changed:
        FRENCH.write_text(before)
    return changed


def unfinished() -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{entry.linenum}: no translation, or a fuzzy one: {entry.msgid!r}"
        for path in CATALOGUES
        for entry in polib.pofile(str(path))
        if entry.fuzzy or not entry.translated()
    ]


def short_of_plurals() -> list[str]:
    """A form that is missing is printed in English, by gettext without a word."""
    found = []
    for path in CATALOGUES:
        catalogue = polib.pofile(str(path))
        forms = int(catalogue.metadata["Plural-Forms"].removeprefix("nplurals=")[0])
        found += [
            f"{path.relative_to(ROOT)}:{entry.linenum}: not its {forms} forms of the plural: {entry.msgid!r}"
            for entry in catalogue
            if entry.msgid_plural and len(entry.msgstr_plural) != forms
        ]
    return found


def misformed() -> list[str]:
    """What gettext would refuse; it prints the lines itself."""
    check = ["msgfmt", "--check-format", "--output-file", os.devnull]
    refused = [path for path in CATALOGUES if subprocess.run([*check, path], check=False).returncode]
    return [f"{path.relative_to(ROOT)}: refused by msgfmt" for path in refused]


def stale() -> list[str]:
    """Extract for the answer alone: the file stays as it was."""
    before = FRENCH.read_text()
    try:
        changed = extract()
    finally:
        FRENCH.write_text(before)
    return [f"{FRENCH.relative_to(ROOT)}: not fresh, run `make messages`"] if changed else []


def misspaced() -> list[str]:
    """French sentences that a line could begin with the sign that ends them."""
    return [
        f"{FRENCH.relative_to(ROOT)}:{entry.linenum}: a narrow no-break space belongs here: {text!r}"
        for entry in polib.pofile(str(FRENCH))
        for text in [entry.msgstr, *entry.msgstr_plural.values()]
        if re.search("[ \u00a0][:;!?»](?!\\w)|«[ \u00a0]", text)
    ]


def judge(*, with_gettext: bool) -> int:
    problems = unfinished() + short_of_plurals() + misspaced()
    if with_gettext:
        problems += misformed() + stale()
    else:
        print("gettext is missing: whether the messages are fresh and well formed was left out.")
    print("\n".join(problems) or f"Messages: complete{', well formed, fresh' if with_gettext else ''}.")
    return 1 if problems else 0


def main() -> int:
    with_gettext = shutil.which("xgettext") is not None
    if "--check" in sys.argv:
        return judge(with_gettext=with_gettext)
    if not with_gettext:
        print("gettext is missing (Debian: apt install gettext).", file=sys.stderr)
        return 1
    extract()
    print(f"{FRENCH.relative_to(ROOT)}: {len(unfinished())} sentences to translate.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
