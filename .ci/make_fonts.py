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

# The same ranges stand in static/css/fonts.css: what French and English pages are made of, what now and then
# a name of elsewhere asks for (U+18F and U+259 are Azerbaijani), and the Armenian script.
LATIN = (
    "20-7E A0 A9 AB B0 B7 BB C0 C2 C7-CB CE-CF D4 D9 DB-DC E0 E2 E4 E7-EB EE-EF F4 F6 F9 FB-FC 152-153 "
    "2011 2013-2014 2018-2019 201C-201D 2026 202F 20AC"
)
RARE = (
    "A1-A8 AA AC-AF B1-B6 B8-BA BC-BF C1 C3-C6 CC-CD D0-D3 D5-D8 DA DD-DF E1 E3 E5-E6 EC-ED F0-F3 F5 F7-F8 "
    "FA FD-151 154-17F 18F 218-21B 259 2BC 2009 2010 201A 201E 2020-2022 2030 2032-2033 2039-203A 2116 2212"
)
ARROWS = "2190-2193 2197"
ARMENIAN = "531-58F FB13-FB17"

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


def fontsource(file: str) -> str:
    return f"@fontsource/{file.rsplit('-', 2)[0]}/files/{file}-normal.woff2"


SERIF = {
    "Georgia Bold": fontsource("gelasio-latin-700"),
    "Times Bold": fontsource("tinos-latin-700"),
    "DejaVu Serif Bold": "dejavu-fonts-ttf/ttf/DejaVuSerif-Bold.ttf",
}
SANS = {
    "Arial": fontsource("arimo-latin-400"),
    "Roboto": fontsource("roboto-latin-400"),
    "DejaVu Sans": "dejavu-fonts-ttf/ttf/DejaVuSans.ttf",
}
STYLES = [
    Style("Serif", "SemiBold", 600, SERIF),
    Style("Sans", "Regular", 400, SANS),
    Style("Sans", "SemiBold", 600, {}),  # for documents alone: pages print what is strong in the serif
]


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
    latin, rare = (subset(complete, signs, ["kern"]) for signs in (LATIN, RARE))
    companion = packages / fontsource(f"noto-{kind}-armenian-armenian-{style.weight}")
    armenian = subset(companion, ARMENIAN, ["kern", "liga"])
    arrows = subset(packages / fontsource(f"noto-sans-symbols-symbols-{style.weight}"), ARROWS, [])
    both = subset(complete, f"{LATIN} {RARE}", ["kern", "lnum", "pnum", "tnum"])
    write([both, armenian, arrows], style, DOCUMENTS / f"Libertas{style.kind}-{style.name}.ttf")
    if not style.twins:
        return
    for script, parts in {"latin": [latin], "rare": [rare, arrows], "armenian": [armenian]}.items():
        on_pages = write(parts, style, PAGES / f"libertas-{kind}-{style.weight}-{script}.woff2")
        if script == "latin":
            compare(on_pages, {owned: TTFont(packages / twin) for owned, twin in style.twins.items()})


def compare(ours: TTFont, twins: dict[str, TTFont]) -> None:
    """Print what brings each font that visitors own to the measures of ours."""
    for owned, twin in twins.items():
        size = width_of_sample(ours) / width_of_sample(twin)
        up, down = ASCENT / 10 / size, -DESCENT / 10 / size
        print(f"  {owned}: size-adjust {size:.2%}, ascent-override {up:.2f}%, descent-override {down:.2f}%")


if __name__ == "__main__":
    for each in STYLES:
        make(each, Path(sys.argv[1]))
