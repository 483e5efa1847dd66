"""What strangers send as files: judged by content, written anew, refused with a sentence."""

import resource
import subprocess
import sys
from io import BytesIO

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pikepdf import Array, Dictionary, Name, Stream
from PIL import Image

from campaign.kit import uploads
from campaign.kit.refusal import Refused
from tests.hostile import bomb, drawn, packed_bomb, paper


def sent(content, name="file"):
    return SimpleUploadedFile(name, content)


def refusal(judge, content):
    with pytest.raises(Refused) as refused:
        judge(sent(content))
    return str(refused.value)


@pytest.mark.parametrize(
    ("form", "mode", "suffix"),
    [
        ("PNG", "RGBA", "png"),
        ("PNG", "RGB", "jpg"),
        ("JPEG", "CMYK", "jpg"),
        ("WEBP", "RGBA", "png"),
        ("PNG", "1", "jpg"),
        ("JPEG", "L", "jpg"),
    ],
)
def test_a_picture_is_what_its_bytes_say_and_leaves_all_but_its_pixels(form, mode, suffix):
    exif = Image.Exif()
    exif[0x010F] = "Camera of Ada"
    picture = Image.new(mode, (60, 40))
    file = BytesIO()
    picture.save(file, form, exif=exif, comment=b"secret") if form != "PNG" else picture.save(
        file, form, exif=exif
    )

    kept = uploads.picture(sent(file.getvalue() + b"<script>alert(1)</script>PK\x03\x04", "innocent.pdf"))

    again = Image.open(BytesIO(kept.content))
    assert kept.suffix == suffix
    assert again.size == (60, 40)
    assert not again.getexif()
    for word in [b"Camera", b"secret", b"script"]:
        assert word not in kept.content


def test_a_picture_that_was_held_sideways_is_set_upright():
    exif = Image.Exif()
    exif[0x0112] = 6

    kept = uploads.picture(sent(drawn("JPEG", exif=exif)))

    assert Image.open(BytesIO(kept.content)).size == (40, 60)


def test_a_logo_is_no_larger_than_it_is_shown():
    kept = uploads.logo(sent(drawn(size=(3000, 1500))))

    assert Image.open(BytesIO(kept.content)).size == (640, 320)


@pytest.mark.parametrize(
    "content",
    [
        bomb(),
        bomb(9_000, 9_000),
        drawn(size=(8, 8)),
        drawn()[:60],
        drawn("GIF", "P"),
        drawn("TIFF"),
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"\x89PNG\r\n\x1a\n" + b"\x00" * 100,
        b"MZ\x90\x00",
        b"GIF89a",
        paper(),
    ],
    ids=["bomb", "large", "tiny", "cut", "gif", "tiff", "svg", "hollow", "program", "head", "pdf"],
)
def test_what_is_no_picture_is_refused_as_one(content):
    assert "PNG" in refusal(uploads.picture, content)


def test_only_one_file_is_looked_at_at_a_time_and_nobody_waits_for_long(monkeypatch):
    monkeypatch.setattr(uploads, "WAIT_FOR_A_TURN", 0.2)

    with uploads.one_at_a_time():
        said = refusal(uploads.picture, drawn())

    assert "dans une minute" in said
    assert uploads.picture(sent(drawn())).suffix == "jpg"


@pytest.mark.parametrize(
    ("form", "mode", "size"),
    [("PNG", "RGBA", (4_000, 4_000)), ("JPEG", "RGB", (5_000, 5_000)), ("WEBP", "RGB", (4_000, 3_000))],
)
def test_the_largest_picture_takes_no_memory_of_the_site(form, mode, size):
    content = drawn(form, mode, size=size)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    uploads.deed(sent(content))

    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 30_000  # kilobytes
    assert taken_apart(content) < 250_000


# A child inherits the peak of who starts it, and that of the tests is high.
A_SMALL_SITE = """
import resource, sys
from campaign.kit.untrusted_picture import redrawn
redrawn(sys.stdin.buffer.read(), side=2400)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def taken_apart(content):
    """Kilobytes, by the process that looks at a picture."""
    command = [sys.executable, "-c", A_SMALL_SITE]
    return int(subprocess.run(command, input=content, capture_output=True, check=True).stdout)


def test_a_file_too_heavy_is_refused_before_it_is_read():
    assert "8 Mo" in refusal(uploads.picture, b"\x00" * (uploads.HEAVIEST_PICTURE + 1))
    assert "10 Mo" in refusal(uploads.deed, b"%PDF-" + b"\x00" * uploads.HEAVIEST_DEED)
    assert "vide" in refusal(uploads.deed, b"")


def test_a_paper_loses_who_made_it_and_keeps_its_pages():
    def signed_by_a_machine(pdf):
        pdf.docinfo["/Author"] = "Ada Lovelace"
        with pdf.open_metadata() as metadata:
            metadata["dc:creator"] = ["Ada Lovelace"]

    kept = uploads.deed(sent(paper(signed_by_a_machine, pages=3)))

    with pikepdf.open(BytesIO(kept.content)) as pdf:
        assert len(pdf.pages) == 3
    assert kept.suffix == "pdf"
    assert b"Lovelace" not in kept.content


def test_a_photograph_of_the_paper_is_a_deed_too():
    assert uploads.deed(sent(drawn("JPEG"))).suffix == "jpg"


def script():
    return Dictionary(S=Name.JavaScript, JS="app.alert(1)")


def opening(pdf):
    pdf.Root.OpenAction = script()


def named_script(pdf):
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array(["a", pdf.make_indirect(script())])))


def page_script(pdf):
    pdf.pages[0].AA = Dictionary(O=script())


def deep_script(pdf):
    pdf.Root.Deep = Array([Dictionary(Deeper=Array([Dictionary(Deepest=script())]))])


def launch(pdf):
    action = Dictionary(S=Name.Launch, F="cmd.exe")
    pdf.pages[0].Annots = Array(
        [Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), A=action)]
    )


def embedded(pdf):
    pdf.attachments["virus.exe"] = b"MZ"


def attached(pdf):
    pdf.pages[0].Annots = Array(
        [Dictionary(Type=Name.Annot, Subtype=Name.FileAttachment, Rect=Array([0, 0, 9, 9]))]
    )


def xfa(pdf):
    pdf.Root.AcroForm = Dictionary(Fields=Array([]), XFA=Stream(pdf, b"<xdp/>"))


def sends_itself(pdf):
    pdf.Root.OpenAction = Dictionary(S=Name.SubmitForm, F="https://example.org")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (opening, "script"),
        (named_script, "script"),
        (page_script, "script"),
        (deep_script, "script"),
        (sends_itself, "script"),
        (launch, "lancerait un programme"),
        (embedded, "transporte un autre fichier"),
        (attached, "transporte un autre fichier"),
        (xfa, "formulaire actif"),
    ],
)
@pytest.mark.parametrize("packed", [False, True])
def test_a_pdf_that_acts_is_refused_with_the_reason(change, said, packed):
    streams = pikepdf.ObjectStreamMode.generate if packed else pikepdf.ObjectStreamMode.disable

    assert said in refusal(uploads.deed, paper(change, object_stream_mode=streams))


def test_a_pdf_behind_a_password_is_refused_even_an_empty_one():
    locked = pikepdf.Encryption(owner="o", user="u")
    half_locked = pikepdf.Encryption(owner="o", user="")

    assert "mot de passe" in refusal(uploads.deed, paper(encryption=locked))
    assert "mot de passe" in refusal(uploads.deed, paper(encryption=half_locked))


def test_a_pdf_of_a_thousand_pages_is_no_deed():
    assert "en a plus de" in refusal(uploads.deed, paper(pages=60))


@pytest.mark.parametrize(
    "content",
    [b"%PDF-1.7\nnothing", paper()[:40], b"%PDF-" + b"<<" * 100_000, b"%PDF-1.4\n1 0 obj\n" + b"[" * 500_000, packed_bomb()],
    ids=["nothing", "cut", "open", "deep", "bomb"],
)  # fmt: skip
def test_a_broken_pdf_is_refused_and_takes_nobody_down(content):
    said = refusal(uploads.deed, content)

    assert "abîmé" in said or "pas de page" in said
