"""QR codes: an address that a telephone reads from paper."""


def svg(address: str) -> str:
    """Dark on nothing, with the quiet margin that readers need; a quarter of it may be soiled."""
    import segno

    return segno.make(address, error="q", micro=False).svg_inline(border=4, dark="#1d1a17")
