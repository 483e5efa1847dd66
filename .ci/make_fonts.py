"""The fonts of pages and documents, by docs/fonts.md: `python .ci/make_fonts.py FOLDER/node_modules`."""

import sys
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from fontTools.merge import Merger
from fontTools.subset import Options, Subsetter, parse_unicodes
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parent.parent
PAGES = ROOT / "static/fonts"
DOCUMENTS = ROOT / "campaign/kit/fonts"

# The same ranges stand in static/css/fonts.css. U+018F and U+0259 are Azerbaijani, as are some sources.
ARMENIAN = "531-58F FB13-FB17"
ARROWS = "2190-2193 2197"
LATIN = (
    "20-7E A0-17F 18F 218-21B 259 2BC 2009 2010-2011 2013-2014 2018-201A 201C-201E 2020-2022 2026 202F-2030 "
    "2032-2033 2039-203A 20AC 2116 2212"
)

# Those of Noto's Latin, in thousandths of an em, so that both scripts stand on the same lines.
ASCENT, DESCENT = 1069, -293

VERSION = "Version 1.000; from Noto Latin 2.015, Armenian 2.008, Symbols 2.003"
COPYRIGHT = (
    "Copyright 2022 The Noto Project Authors (https://github.com/notofonts/latin-greek-cyrillic, "
    "https://github.com/notofonts/armenian, https://github.com/notofonts/symbols)"
)
LICENCE = "This Font Software is licensed under the SIL Open Font License, Version 1.1."
# Ordinary words of the site: by their width a visitor's own font is brought to ours until ours is there.
SAMPLE = (
    "Araïk Haroutiounian, Davit Babayan, Bako Sahakian. Détenu depuis 2 548 jours à Bakou, condamné à vingt "
    "ans de prison par un tribunal militaire. Les élus et les villes qui le parrainent demandent sa liberté. "
    "Held for seven years, sentenced by a military court; the mayors who sponsor him ask for his release."
)


class Style(NamedTuple):
    kind: str
    name: str
    weight: int
    twins: dict[str, str]  # what visitors own, and a free font of the same widths


STYLES = [
    Style("Serif", "SemiBold", 600, {"Georgia Bold": "gelasio-latin-700", "Times Bold": "tinos-latin-700"}),
    Style("Sans", "Regular", 400, {"Arial": "arimo-latin-400", "Roboto": "roboto-latin-400"}),
    Style("Sans", "SemiBold", 600, {"Arial Bold": "arimo-latin-700", "Roboto Bold": "roboto-latin-700"}),
]


def fontsource(file: str) -> str:
    return f"@fontsource/{file.rsplit('-', 2)[0]}/files/{file}-normal.woff2"


def subset(source: Path, characters: str, features: list[str]) -> BytesIO:
    font = TTFont(source, recalcTimestamp=False)  # the same sources give the same bytes
    options = Options(hinting=False, layout_features=features, notdef_outline=True)
    options.layout_scripts = ["DFLT", "armn", "latn"]
    options.drop_tables += ["STAT", "gasp", "prep", "vhea", "vmtx"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=parse_unicodes(characters))
    subsetter.subset(font)
    font.flavor = None  # the merger reads no woff2
    font.save(part := BytesIO())
    return part


def write(parts: list[BytesIO], style: Style, target: Path) -> TTFont:
    """One font of parts that share no character, under our name (our choice: Noto reserves none)."""
    font, first = Merger().merge(parts), TTFont(parts[0])
    font.recalcTimestamp = False
    font["head"].created, font["head"].modified = first["head"].created, first["head"].modified
    font["hhea"].ascent = font["OS/2"].sTypoAscender = font["OS/2"].usWinAscent = ASCENT
    font["hhea"].descent = font["OS/2"].sTypoDescender = DESCENT
    font["OS/2"].usWinDescent, font["OS/2"].sxHeight = -DESCENT, first["OS/2"].sxHeight
    font["OS/2"].usWeightClass = style.weight
    font["OS/2"].recalcUnicodeRanges(font)
    family, file = f"Libertas {style.kind}", f"Libertas{style.kind}-{style.name}"
    full = f"{family} {style.name}"
    names = {0: COPYRIGHT, 1: full.removesuffix(" Regular"), 2: "Regular", 3: f"{VERSION};{file}", 4: full}
    names |= {5: VERSION, 6: file, 13: LICENCE, 14: "https://openfontlicense.org", 16: family, 17: style.name}
    font["name"].names = []
    for number, text in names.items():
        font["name"].setName(text, number, 3, 1, 0x409)  # Windows, Unicode, English: read everywhere
    font["post"].formatType = 3.0  # no glyph names
    font.flavor = "woff2" if target.suffix == ".woff2" else None
    font.save(target)
    print(f"{target.relative_to(ROOT)}: {target.stat().st_size} bytes")
    return font


def width_of_sample(font: TTFont) -> float:
    widths, glyphs = font["hmtx"], font.getBestCmap()
    return float(sum(widths[glyphs[ord(sign)]][0] for sign in SAMPLE) / font["head"].unitsPerEm)


def make(style: Style, packages: Path) -> None:
    kind, drawn = style.kind.lower(), f"{style.weight}{style.name}"
    complete = packages / f"@expo-google-fonts/noto-{kind}/{drawn}/Noto{style.kind}_{drawn}.ttf"
    latin = subset(complete, LATIN, ["kern", "lnum", "pnum", "tnum"])
    companion = packages / fontsource(f"noto-{kind}-armenian-armenian-{style.weight}")
    armenian = subset(companion, ARMENIAN, ["kern", "liga"])
    arrows = subset(packages / fontsource(f"noto-sans-symbols-symbols-{style.weight}"), ARROWS, [])
    on_pages = write([latin, arrows], style, PAGES / f"libertas-{kind}-{style.weight}-latin.woff2")
    write([armenian], style, PAGES / f"libertas-{kind}-{style.weight}-armenian.woff2")
    write([latin, armenian, arrows], style, DOCUMENTS / f"Libertas{style.kind}-{style.name}.ttf")
    for owned, twin in style.twins.items():
        size = width_of_sample(on_pages) / width_of_sample(TTFont(packages / fontsource(twin)))
        up, down = ASCENT / 10 / size, -DESCENT / 10 / size
        print(f"  {owned}: size-adjust {size:.2%}, ascent-override {up:.2f}%, descent-override {down:.2f}%")


if __name__ == "__main__":
    for each in STYLES:
        make(each, Path(sys.argv[1]))
