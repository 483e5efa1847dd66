"""The fonts of site and documents: subsets of Noto, made again from the npm packages of docs/fonts.md.

    python .ci/make_fonts.py FOLDER/node_modules

Writes static/fonts/*.woff2 and campaign/kit/fonts/*.ttf, and prints their sizes with the measures that
static/css/fonts.css gives the fallback faces. Needs fontTools and brotli, which the site itself does not.
"""

import sys
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from fontTools.merge import Merger
from fontTools.subset import Options, Subsetter, parse_unicodes
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parent.parent
WEB = ROOT / "static/fonts"
DOCUMENTS = ROOT / "campaign/kit/fonts"

# The same ranges stand in static/css/fonts.css. U+018F and U+0259 are Azerbaijani, as are some sources.
LATIN = (
    "20-7E A0-17F 18F 218-21B 259 2BC 2009 2010-2011 2013-2014 2018-201A 201C-201E 2020-2022 2026 202F-2030 "
    "2032-2033 2039-203A 20AC 2116 2212"
)
ARMENIAN = "531-58F FB13-FB17"
ARROWS = "2190-2193 2197"

# Of Noto Sans and Noto Serif alike, in thousandths of an em: one line height for both scripts.
ASCENT, DESCENT = 1069, -293
# Room for accents over capitals where Windows clips.
CLIP_ABOVE, CLIP_BELOW = 1124, 395

COPYRIGHT = (
    "Copyright 2022 The Noto Project Authors (https://github.com/notofonts/latin-greek-cyrillic, "
    "https://github.com/notofonts/armenian, https://github.com/notofonts/symbols)"
)
LICENCE = "This Font Software is licensed under the SIL Open Font License, Version 1.1."
LICENCE_AT = "https://openfontlicense.org"
VERSION = "Version 1.000; from Noto Latin 2.015, Armenian 2.008, Symbols 2.003"

# A page's ordinary letters, by which the width of a fallback is brought to ours.
SAMPLE = (
    "Araïk Haroutiounian, Davit Babayan, Bako Sahakian. Détenu depuis 2 548 jours à Bakou, condamné à vingt "
    "ans de prison par un tribunal militaire. Les élus et les villes qui le parrainent demandent sa liberté. "
    "Held for seven years, sentenced by a military court; the mayors who sponsor him ask for his release."
)


@dataclass(frozen=True)
class Style:
    kind: str
    name: str
    weight: int
    twins: dict[str, str]  # of fonts that visitors own, free ones as wide, letter by letter

    @property
    def family(self) -> str:
        return f"Libertas {self.kind.title()}"

    @property
    def latin(self) -> str:
        folder = f"{self.weight}{self.name}"
        return f"@expo-google-fonts/noto-{self.kind}/{folder}/Noto{self.kind.title()}_{folder}.ttf"


STYLES = [
    Style("serif", "SemiBold", 600, {"Georgia Bold": "gelasio-latin-700", "Times Bold": "tinos-latin-700"}),
    Style("sans", "Regular", 400, {"Arial": "arimo-latin-400", "Roboto": "roboto-latin-400"}),
    Style("sans", "SemiBold", 600, {"Arial Bold": "arimo-latin-700", "Roboto Bold": "roboto-latin-700"}),
]


def fontsource(file: str) -> str:
    """The path of a file that is named after its package, its script and its weight."""
    return f"@fontsource/{file.rsplit('-', 2)[0]}/files/{file}-normal.woff2"


def subset(source: Path, characters: str, features: list[str]) -> BytesIO:
    """A font file of these characters and layout features only, without hints."""
    font = TTFont(source, recalcTimestamp=False)
    options = Options(hinting=False, layout_features=features, notdef_outline=True)
    options.drop_tables += ["STAT", "gasp", "prep", "vhea", "vmtx"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=parse_unicodes(characters))
    subsetter.subset(font)
    font.flavor = None
    font.save(written := BytesIO())
    return written


def merged(parts: list[BytesIO], drawn: Style) -> TTFont:
    """One font of disjoint parts, under our name (a free choice: Noto reserves none) and on our lines."""
    font = Merger().merge(parts)
    font.recalcTimestamp = False
    font["hhea"].ascent = font["OS/2"].sTypoAscender = ASCENT
    font["hhea"].descent = font["OS/2"].sTypoDescender = DESCENT
    font["OS/2"].usWinAscent, font["OS/2"].usWinDescent = CLIP_ABOVE, CLIP_BELOW
    font["OS/2"].usWeightClass = drawn.weight
    font["OS/2"].recalcUnicodeRanges(font)
    full = f"{drawn.family} {drawn.name}"
    file = f"Libertas{drawn.kind.title()}-{drawn.name}"
    names = {0: COPYRIGHT, 1: full.removesuffix(" Regular"), 2: "Regular", 3: f"{VERSION};{file}", 4: full}
    names |= {5: VERSION, 6: file, 13: LICENCE, 14: LICENCE_AT, 16: drawn.family, 17: drawn.name}
    font["name"].names = []
    for number, text in names.items():
        font["name"].setName(text, number, 3, 1, 0x409)  # Windows, Unicode, English: read everywhere
    font["post"].formatType = 3.0  # no glyph names: nothing reads them
    return font


def width(font: TTFont) -> float:
    """The sample's width in ems; a letter the font lacks counts in no font."""
    widths, glyphs = font["hmtx"], font.getBestCmap()
    return sum(widths[glyphs[ord(sign)]][0] for sign in SAMPLE) / font["head"].unitsPerEm


def write(font: TTFont, target: Path, *, flavor: str | None = None) -> None:
    font.flavor = flavor
    font.save(target)
    print(f"{target.relative_to(ROOT)}: {target.stat().st_size} bytes")


def make(drawn: Style, packages: Path) -> None:
    latin = subset(packages / drawn.latin, LATIN, ["kern", "lnum", "pnum", "tnum"])
    armenian = subset(
        packages / fontsource(f"noto-{drawn.kind}-armenian-armenian-{drawn.weight}"),
        ARMENIAN,
        ["kern", "liga"],
    )
    arrows = subset(packages / fontsource(f"noto-sans-symbols-symbols-{drawn.weight}"), ARROWS, [])
    on_pages = merged([latin, arrows], drawn)
    write(on_pages, WEB / f"libertas-{drawn.kind}-{drawn.weight}-latin.woff2", flavor="woff2")
    armenian_alone = merged([armenian], drawn)
    write(armenian_alone, WEB / f"libertas-{drawn.kind}-{drawn.weight}-armenian.woff2", flavor="woff2")
    in_one = merged([latin, armenian, arrows], drawn)
    write(in_one, DOCUMENTS / f"Libertas{drawn.kind.title()}-{drawn.name}.ttf")
    for owned, twin in drawn.twins.items():
        size = width(on_pages) / width(TTFont(packages / fontsource(twin)))
        up, down = ASCENT / 10 / size, -DESCENT / 10 / size
        print(f"  {owned}: size-adjust {size:.2%}, ascent-override {up:.2f}%, descent-override {down:.2f}%")


if __name__ == "__main__":
    for each in STYLES:
        make(each, Path(sys.argv[1]))
