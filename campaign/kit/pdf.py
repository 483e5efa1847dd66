"""Documents: a typst template and what it is told go in, a tagged PDF comes out."""

import json
from collections.abc import Mapping
from pathlib import Path

FONTS = Path(__file__).parent / "fonts"


def pdf(template: Path, told: Mapping[str, object]) -> bytes:
    """PDF/UA-1, in our own fonts. What is told travels as JSON: nothing typed is ever typst's to run."""
    import typst

    made: bytes = typst.compile(
        str(template),
        root=str(template.parent),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards=["ua-1"],
        sys_inputs={"told": json.dumps(told, ensure_ascii=False)},
    )
    return made
