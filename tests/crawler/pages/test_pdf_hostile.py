from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pdf_maker import PdfPage, build_pdf

from crawler.pages.pdf import read_pdf
from crawler.pages.pdf_document import read_document
from staving.schema import Flag

A_LOOP = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Count 999999999/Kids[2 0 R]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
)


def a_form_bomb() -> bytes:
    """Return a file in which forms draw forms: ten to the ninth drawings of one word."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        (
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 5 0 R"
            b"/Resources<</XObject<</X 6 0 R>>/Font<</F1 4 0 R>>>>>>"
        ),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Length 5>>stream\n/X Do\nendstream",
    ]
    for level in range(9):
        body = b"/X Do " * 10 if level < 8 else b"BT /F1 9 Tf 50 50 Td (bom) Tj ET"
        objects.append(
            b"<</Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</XObject<</X %d 0 R>>/Font<</F1 4 0 R>>>>"
            b"/Length %d>>stream\n%s\nendstream" % (7 + level, len(body), body)
        )
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, item in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj%s\nendobj\n" % (number, item)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)


def test_a_bomb_of_forms_ends_in_time() -> None:
    begun = time.monotonic()
    found = read_pdf(a_form_bomb(), seconds=2)
    assert time.monotonic() - begun < 20
    assert found.flag is not Flag.OK or len(found.text) < 10_000_000


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.4\n",
        b"%PDF-1.4\n" + b"[" * 200_000 + b"\n%%EOF",
        A_LOOP,
        build_pdf([PdfPage(size=(0, 0)).text(1, 1, "niets")]),
        build_pdf([PdfPage().raw(b"BT /F1 9 Tf 1e30 0 0 1e30 5 5 Tm (groot) Tj ET")]),
        build_pdf([PdfPage().raw(b"q " * 100_000)]),
        b"%PDF-1.7\nniets dan woorden\n%%EOF",
    ],
    ids=["empty", "nested", "loop", "no-size", "huge", "states", "words"],
)
def test_a_file_made_to_harm_gives_a_flag(content: bytes) -> None:
    begun = time.monotonic()
    found = read_pdf(content, seconds=5)
    assert time.monotonic() - begun < 15
    assert found.flag is not Flag.OK
    assert found.note


def test_a_hundred_thousand_small_runs_are_read_in_bounded_time() -> None:
    page = PdfPage()
    for index in range(100_000):
        page.parts.append(b"BT /F1 1 Tf %d %g Td (a) Tj ET" % (index % 590, 10 + (index // 590) * 4))
    begun = time.monotonic()
    read_pdf(build_pdf([page]), seconds=10)
    assert time.monotonic() - begun < 30


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2_000), st.binary(min_size=1, max_size=20))
def test_a_damaged_file_never_raises(place: int, noise: bytes) -> None:
    whole = build_pdf([PdfPage().text(60, 700, "De gemeente stopt met opnamen van gesprekken.")])
    place %= len(whole)
    found = read_document(whole[:place] + noise + whole[place + len(noise) :], seconds=5, is_ocr_wanted=False)
    assert found.flag is Flag.OK or found.note
