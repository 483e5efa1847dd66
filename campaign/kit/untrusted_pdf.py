"""Read a stranger's PDF in a process of its own, which has little memory and little time.

Run as a script: the file comes on the standard input; on the standard output goes `ok` and the file
written anew without what it said of its author, or one word that says why it is refused.
"""

import resource
import sys
from io import BytesIO
from subprocess import TimeoutExpired, run

MEMORY = 384 * 1024 * 1024  # bytes of addresses; a scan of forty pages, 10 MB of it, needs 46 MB
SECONDS = 6  # of work
MOST_PAGES = 40
MOST_OBJECTS = 20_000
DEEPEST = 50  # dictionaries within dictionaries

# What makes a PDF do something when it is opened, or carries another file.
ACTS = {"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/GoToE", "/Rendition", "/RichMediaExecute"}
KEYS = {
    "/JS": "script",
    "/JavaScript": "script",
    "/AA": "script",
    "/XFA": "form",
    "/EmbeddedFile": "embedded",
    "/EmbeddedFiles": "embedded",
    "/EF": "embedded",
    "/RichMediaContent": "embedded",
}
REASONS = {"script", "launch", "form", "embedded", "encrypted", "pages", "unreadable"}


def checked(content: bytes) -> tuple[str, bytes]:
    """`("ok", the file anew)`, or a reason of REASONS and nothing."""
    command = [sys.executable, "-I", __file__]
    try:
        done = run(command, input=content, capture_output=True, timeout=SECONDS + 2, check=False)  # noqa: S603
    except TimeoutExpired:
        return "unreadable", b""
    word, _newline, anew = done.stdout.partition(b"\n")
    if done.returncode == 0 and word == b"ok":
        return "ok", anew
    reason = word.decode(errors="replace")
    return (reason if reason in REASONS else "unreadable"), b""


def judge(content: bytes) -> tuple[str, bytes]:
    import pikepdf

    try:
        with pikepdf.open(BytesIO(content)) as pdf:
            reason = "encrypted" if pdf.is_encrypted else found_in(pdf)
            return (reason, b"") if reason else ("ok", anew(pdf))
    except pikepdf.PasswordError:
        return "encrypted", b""
    except (pikepdf.PdfError, ValueError, RecursionError, MemoryError):
        return "unreadable", b""


def found_in(pdf) -> str:  # type: ignore[no-untyped-def]  # runs where nothing of ours can be imported
    """Why it is refused; empty when it is but paper."""
    if not 0 < len(pdf.pages) <= MOST_PAGES or len(pdf.objects) > MOST_OBJECTS:
        return "pages"
    for one in [pdf.trailer, *pdf.objects]:
        if reason := danger(one, depth=0):
            return reason
    return ""


def danger(one, *, depth: int) -> str:  # type: ignore[no-untyped-def]
    import pikepdf

    if depth > DEEPEST:
        return "unreadable"
    if isinstance(one, (pikepdf.Dictionary, pikepdf.Stream)):
        for key, value in one.items():
            if reason := of_entry(key, value) or danger_within(value, depth=depth):
                return reason
    elif isinstance(one, pikepdf.Array):
        for value in one:
            if reason := danger_within(value, depth=depth):
                return reason
    return ""


def danger_within(value, *, depth: int) -> str:  # type: ignore[no-untyped-def]
    """An object of its own is met in the list of objects; it may lead back to this one."""
    return "" if getattr(value, "is_indirect", False) else danger(value, depth=depth + 1)


def of_entry(key: str, value) -> str:  # type: ignore[no-untyped-def]
    if key in KEYS:
        return KEYS[key]
    if key in ("/S", "/Type", "/Subtype") and str(value) in ACTS:
        return "launch" if str(value) == "/Launch" else "script"
    if key in ("/Type", "/Subtype") and str(value) in ("/EmbeddedFile", "/FileAttachment", "/RichMedia"):
        return "embedded"
    return ""


def anew(pdf) -> bytes:  # type: ignore[no-untyped-def]
    """Without the names of who made it and with what."""
    del pdf.docinfo
    if "/Metadata" in pdf.Root:
        del pdf.Root.Metadata
    file = BytesIO()
    pdf.save(file, static_id=False)
    return file.getvalue()


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    answer, written = judge(sys.stdin.buffer.read())
    sys.stdout.buffer.write(answer.encode() + b"\n" + written)
