from __future__ import annotations

import random
import shutil
from io import BytesIO

import pytest
from pdf_maker import PdfPage, build_pdf, draw_scan
from pypdf import PdfReader, PdfWriter

from crawler.extracted import Extracted
from crawler.pages.pdf import read_pdf
from staving.schema import Flag

LEFT = [
    "De raad van Proefdam sprak dinsdag over",
    "de opnamen in de spreekkamers. Volgens",
    "het college dienen zij de veiligheid van",
    "de medewerkers, maar de fracties willen",
    "weten op welke grondslag dat gebeurt en",
    "hoe lang de beelden bewaard blijven na",
]
RIGHT = [
    "een gesprek. De wethouder zei toe dat zij",
    "voor de zomer met een voorstel komt dat",
    "de bewaartermijn korter maakt en ook de",
    "rechten van inwoners beter beschrijft in",
    "een regeling. De meerderheid was daarmee",
    "tevreden en trok de moties daarom weer in.",
]


def first_line(found: Extracted, page: int) -> str:
    return found.text[found.fields["page_offsets"][page] :].split("\n", 1)[0]


def test_two_columns_are_read_one_after_the_other() -> None:
    page = PdfPage().text(60, 780, "Opnamen in de spreekkamers: wat de raad daarvan vindt", size=18)
    page.lines(60, 740, LEFT)
    page.lines(310, 740, RIGHT)
    found = read_pdf(build_pdf([page]))
    assert found.flag is Flag.OK
    assert found.text.split("\n") == [
        "Opnamen in de spreekkamers: wat de raad daarvan vindt",
        " ".join([*LEFT, *RIGHT]),
    ]
    assert found.title == "Opnamen in de spreekkamers: wat de raad daarvan vindt"


def test_columns_whose_lines_stand_at_different_heights_stay_apart() -> None:
    page = PdfPage()
    page.lines(60, 740, LEFT)
    page.lines(310, 735, RIGHT)
    assert read_pdf(build_pdf([page])).text == " ".join([*LEFT, *RIGHT])


def test_three_columns_and_a_heading_across_two_of_them() -> None:
    page = PdfPage()
    columns = [[f"kolom {name} regel {row} met enkele woorden" for row in range(8)] for name in ("een", "twee", "drie")]
    page.lines(40, 740, columns[0], size=8, step=10)
    page.text(220, 740, "Een kop die over twee kolommen loopt", size=16)
    page.lines(220, 715, columns[1][:6], size=8, step=10)
    page.lines(400, 715, columns[2][:6], size=8, step=10)
    text = read_pdf(build_pdf([page])).text
    order = [
        text.index(part) for part in ("een regel 7", "Een kop die", "twee regel 0", "twee regel 5", "drie regel 0")
    ]
    assert order == sorted(order)


def test_running_titles_and_page_numbers_are_left_out() -> None:
    pages = []
    for number in range(1, 7):
        page = PdfPage()
        page.text(60 if number % 2 else 400, 810, "Jaarverslag Proefdam 2021", size=8)
        page.text(250, 810, f"Hoofdstuk over onderwerp {'abcdef'[number - 1]}", size=8)
        page.lines(60, 760, [f"Op pagina {number} begint een zin die hier ook eindigt, zonder meer."])
        page.lines(60, 740, [f"Alinea {number} gaat over iets anders en staat er los van."])
        page.text(270, 30, f"Pagina {number} van 6", size=8)
        pages.append(page)
    found = read_pdf(build_pdf(pages))
    assert "Jaarverslag" not in found.text
    assert "Hoofdstuk over" not in found.text
    assert "van 6" not in found.text
    assert found.text.startswith("Op pagina 1 begint")
    assert [first_line(found, page)[:11] for page in range(6)] == [f"Op pagina {n}" for n in range(1, 7)]


def test_the_first_line_of_every_page_is_no_running_title() -> None:
    pages = [PdfPage() for _ in range(6)]
    for number, page in enumerate(pages):
        page.lines(
            60, 780, [f"Dit is de {word} zin van bladzijde nummer {number}." for word in ("ene", "andere", "derde")]
        )
    text = read_pdf(build_pdf(pages)).text
    assert text.count("Dit is de ene zin") == 6


def test_a_paragraph_and_a_word_run_over_the_end_of_a_page_and_the_note_follows() -> None:
    first = PdfPage()
    first.text(60, 200, "Het college schrijft dat de beelden veertien dagen bewaard blijven")
    first.text(353, 204, "1", size=6)
    first.text(360, 200, " en dat de gemeen-")
    first.rule(60, 180, 160, 180)
    first.text(60, 168, "1", size=5)
    first.text(64, 165, "Zie de brief van het college aan de raad.", size=8)
    second = PdfPage()
    second.lines(60, 780, ["te daarna alles wist.", "Een nieuwe alinea begint met een hoofdletter en is apart."])
    found = read_pdf(build_pdf([first, second]))
    lines = found.text.split("\n")
    assert lines[0].replace("¹ ", "¹") == (
        "Het college schrijft dat de beelden veertien dagen bewaard blijven¹en dat de gemeente daarna alles wist."
    )
    assert lines[1] == "¹ Zie de brief van het college aan de raad."
    assert lines[2].startswith("Een nieuwe alinea")
    assert first_line(found, 1) == "te daarna alles wist."
    assert found.fields["page_notes"] == [[found.text.index("¹ Zie"), 1]]


def test_lists_have_one_line_for_each_item() -> None:
    page = PdfPage()
    page.text(60, 760, "Het college besluit:")
    for index, item in enumerate(("de opnamen te staken;", "de beelden te wissen;", "de raad te berichten.")):
        page.text(70, 740 - 14 * index, "•").text(85, 740 - 14 * index, item)
    text = read_pdf(build_pdf([page])).text
    assert text.split("\n")[1:] == ["- de opnamen te staken;", "- de beelden te wissen;", "- de raad te berichten."]


def test_tables_have_a_line_for_each_row() -> None:
    rows = [("Gemeente", "Aantal", "Jaar"), ("Proefdam", "12", "2020"), ("Voorbeeldwijk", "7", "2021")]
    ruled, plain = PdfPage(), PdfPage()
    for index, row in enumerate(rows):
        for x, cell in zip((60, 200, 320), row, strict=True):
            ruled.text(x, 700 - 20 * index, cell)
            plain.text(x, 700 - 20 * index, cell)
    for index in range(4):
        ruled.rule(55, 714 - 20 * index, 400, 714 - 20 * index)
    for x in (55, 195, 315, 400):
        ruled.rule(x, 714, x, 654)
    expected = "\n".join(" | ".join(row) for row in rows)
    assert read_pdf(build_pdf([ruled])).text == expected
    assert read_pdf(build_pdf([plain])).text == expected


def test_text_across_the_page_is_left_out_and_said_so() -> None:
    page = PdfPage()
    page.lines(60, 700, LEFT)
    page.text(150, 300, "CONCEPT", size=90, angle="0.7071 0.7071 -0.7071 0.7071")
    found = read_pdf(build_pdf([page]))
    assert "CONCEPT" not in found.text
    assert found.note == "text across the page is left out"


def test_a_page_on_its_side_is_read() -> None:
    page = PdfPage()
    for index, line in enumerate(LEFT):
        page.text(100 + 12 * index, 100, line, angle="0 1 -1 0")
    assert read_pdf(build_pdf([page])).text == " ".join(LEFT)


def test_what_the_document_says_of_itself() -> None:
    page = PdfPage().text(60, 760, "Raadsbrief over opnamen", size=20)
    page.lines(60, 700, LEFT)
    info = {
        "Title": "Microsoft Word - brief.docx",
        "Author": "Bakker, Jan",
        "CreationDate": "D:20211119233000+01'00'",
    }
    found = read_pdf(build_pdf([page], info=info))
    assert (found.title, found.authors, found.published) == ("Raadsbrief over opnamen", ("Jan Bakker",), "2021-11-19")
    assert found.fields["pdfCreationDate"] == "2021-11-19T23:30:00+01:00"


def test_a_password_is_asked_only_where_there_is_one() -> None:
    page = PdfPage()
    page.lines(60, 700, LEFT)
    for password, flag in (("geheim", Flag.ENCRYPTED), ("", Flag.OK)):
        writer = PdfWriter(clone_from=PdfReader(BytesIO(build_pdf([page]))))
        writer.encrypt(password, "eigenaar", algorithm="RC4-128")
        out = BytesIO()
        writer.write(out)
        assert read_pdf(out.getvalue()).flag is flag


def test_a_file_that_is_cut_off_keeps_what_can_be_read() -> None:
    pages = [PdfPage() for _ in range(4)]
    for page in pages:
        page.lines(60, 700, LEFT)
    whole = build_pdf(pages)
    found = read_pdf(whole[: whole.rindex(b"xref\n0 ")])
    assert found.flag is Flag.TRUNCATED
    assert LEFT[0] in found.text
    assert read_pdf(whole[: len(whole) // 40]).flag is Flag.TRUNCATED


def test_letters_without_meaning_need_ocr() -> None:
    page = PdfPage()
    rng = random.Random(3)
    for index in range(20):
        line = " ".join("".join(rng.choices("BCDFGHKLMQRTVXZ#%", k=7)) for _ in range(8))
        page.text(60, 750 - 14 * index, line)
    found = read_pdf(build_pdf([page]))
    assert found.flag in {Flag.NEEDS_OCR, Flag.OK}
    assert found.flag is Flag.NEEDS_OCR or "ocr_pages" in found.fields


SCAN = ("De gemeente Proefdam stopt met opnamen", "van gesprekken in de spreekkamers.", "De beelden worden gewist.")


def test_pictures_of_text_are_said_to_be_so(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    scan, page = PdfPage(picture=draw_scan(SCAN)), PdfPage()
    page.lines(60, 700, LEFT)
    assert read_pdf(build_pdf([scan])).flag is Flag.NEEDS_OCR
    mixed = read_pdf(build_pdf([page, scan, page, scan]))
    assert (mixed.flag, mixed.note) == (Flag.TRUNCATED, "pages 2, 4 are pictures of text")
    assert len(mixed.fields["page_offsets"]) == 4


def test_a_photograph_is_no_picture_of_text() -> None:
    rng = random.Random(1)
    photo = PdfPage(picture=(200, 280, bytes(rng.randrange(256) for _ in range(200 * 280))))
    page = PdfPage()
    page.lines(60, 700, LEFT)
    assert read_pdf(build_pdf([photo, page])).flag is Flag.OK


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="tesseract is not installed")
def test_pictures_of_text_are_read_where_tesseract_is_installed() -> None:
    page = PdfPage()
    page.lines(60, 700, LEFT)
    found = read_pdf(build_pdf([page, PdfPage(picture=draw_scan(SCAN))]))
    assert found.flag is Flag.OK
    assert found.fields["ocr_pages"] == [2]
    assert found.note is not None
    assert "read by tesseract" in found.note
    assert "De gemeente Proefdam stopt met opnamen van gesprekken in de spreekkamers." in found.text
    assert first_line(found, 1).startswith("De gemeente Proefdam")
