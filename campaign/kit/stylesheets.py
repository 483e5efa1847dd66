"""Style sheets: small files for those who write them, one short file for those who read pages."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

SHEET = "css/site.css"
IMPORT = re.compile(r'@import url\("(?P<name>[^"]+)"\) ?(?P<media>[^;]*);')
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
LINE_END = re.compile(r"\s*\n\s*")


class OneStyleSheetStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """WhiteNoise's storage, which first puts the imported style sheets in the place of their imports."""

    def post_process(self, paths: dict[str, Any], *args: Any, **options: Any) -> Iterator[Any]:
        if SHEET in paths and not options.get("dry_run"):
            whole = in_one(SHEET, paths)
            self.delete(SHEET)
            self.save(SHEET, ContentFile(whole.encode()))
            paths[SHEET] = (self, SHEET)
        yield from super().post_process(paths, *args, **options)


def in_one(path: str, paths: dict[str, Any]) -> str:
    """The style sheet with those it imports, all of one folder, without comments and indentation."""
    folder = PurePosixPath(path).parent

    def imported(found: re.Match[str]) -> str:
        rules = in_one(str(folder / found["name"]), paths)
        return f"@media {found['media']} {{\n{rules}\n}}" if found["media"] else rules

    storage, source = paths[path]
    with storage.open(source) as file:
        rules = file.read().decode()
    return IMPORT.sub(imported, LINE_END.sub("\n", COMMENT.sub("", rules)).strip())
