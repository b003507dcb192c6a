"""Word documents: what a reader of the printed text sees, and nothing that was deleted or hidden."""

from __future__ import annotations

import json
import re
from importlib.resources import files

import pytest
from office_files import SENTENCE, W, a_docx, a_part, a_zip, listed, p

from crawler.extract import extract
from crawler.pages.office import keep_people
from staving.schema import DocumentKind, Flag

STYLES = a_part(
    '<w:style w:styleId="Kop1"><w:name w:val="heading 1"/></w:style>'
    '<w:style w:styleId="Eigen"><w:name w:val="Eigen kop"/><w:basedOn w:val="Diep"/></w:style>'
    '<w:style w:styleId="Diep"><w:name w:val="Diep"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>'
    '<w:style w:styleId="Inh"><w:name w:val="toc 1"/></w:style>'
    '<w:style w:styleId="Weg"><w:name w:val="weg"/><w:rPr><w:vanish/></w:rPr></w:style>'
)
NUMBERS = a_part(
    '<w:abstractNum w:abstractNumId="5"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
    '<w:lvlText w:val="%1."/></w:lvl><w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/>'
    '<w:lvlText w:val="%1.%2)"/></w:lvl></w:abstractNum>'
    '<w:abstractNum w:abstractNumId="6"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="5"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="6"/></w:num>'
)


def read_lines(body: str, **parts: str) -> list[str]:
    found = extract(a_docx(body, **parts), file_name="stuk.docx")
    assert found.flag is Flag.OK, found.note
    return found.text.split("\n")


def test_headings_lists_and_paragraphs_have_a_line_each() -> None:
    body = (
        p("Besluit", style="Kop1")
        + p(SENTENCE)
        + listed("eerst")
        + listed("onder", depth=1)
        + listed("nog een", depth=1)
        + listed("dan")
        + listed("los", number=2)
    )
    assert read_lines(body, styles=STYLES, numbering=NUMBERS) == [
        "Besluit", SENTENCE, "1. eerst", "1.a) onder", "1.b) nog een", "2. dan", "- los",
    ]  # fmt: skip


def test_a_heading_is_known_by_its_style_or_that_it_is_based_on() -> None:
    body = p("2021, een jaar van vragen over opnamen aan balies die niemand had voorzien") + p("Kop", style="Eigen")
    assert extract(a_docx(body + p(SENTENCE), styles=STYLES)).title == "Kop"


def test_rows_of_a_table_are_lines_and_cells_are_divided() -> None:
    rows = "".join(
        f"<w:tr>{''.join(f'<w:tc>{p(cell)}</w:tc>' for cell in row)}</w:tr>"
        for row in (("Gemeente", "Stand"), ("Proefdam", "gestopt"))
    )
    frame = f"<w:tbl><w:tr><w:tc>{p('Een')}{p('Twee')}</w:tc></w:tr></w:tbl>"
    assert read_lines(f"<w:tbl>{rows}</w:tbl>{frame}") == ["Gemeente | Stand", "Proefdam | gestopt", "Een", "Twee"]


def test_notes_stand_at_the_end_with_their_numbers() -> None:
    body = (
        "<w:p><w:r><w:t>De raad vroeg ernaar</w:t></w:r><w:r><w:footnoteReference w:id='7'/></w:r>"
        "<w:r><w:t>.</w:t></w:r><w:r><w:endnoteReference w:id='2'/></w:r></w:p>" + p("Slot.")
    )
    found = read_lines(
        body,
        footnotes=a_part(
            f"<w:footnote w:id='0'>{p('streep')}</w:footnote><w:footnote w:id='7'>{p('Zie brief.')}</w:footnote>"
        ),
        endnotes=a_part(f"<w:endnote w:id='2'>{p('Kamerstuk.')}</w:endnote>"),
    )
    assert found == ["De raad vroeg ernaar¹.[i]", "Slot.", "¹ Zie brief.", "[i] Kamerstuk."]


def test_deletions_are_left_out_and_insertions_kept() -> None:
    body = (
        "<w:p><w:r><w:t>Het college </w:t></w:r><w:del><w:r><w:delText>filmt</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>filmt niet</w:t></w:r></w:ins><w:r><w:t>.</w:t></w:r></w:p>"
        "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>Deze zin </w:t></w:r></w:p>" + p("loopt door.")
    )
    found = extract(a_docx(body))
    assert found.text == "Het college filmt niet.\nDeze zin loopt door."
    assert found.note == "tracked changes: deletions left out, insertions kept"


def test_hidden_text_comments_and_contents_are_left_out() -> None:
    body = (
        p("Besluit ..... 3", style="Inh")
        + "<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val='Table of Contents'/></w:docPartObj></w:sdtPr>"
        + f"<w:sdtContent>{p('Inhoud')}</w:sdtContent></w:sdt>"
        + "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>geheim</w:t></w:r><w:r><w:rPr><w:rStyle w:val='Weg'/></w:rPr>"
        + "<w:t>ook</w:t></w:r><w:r><w:t>zichtbaar</w:t></w:r></w:p>"
    )
    found = extract(a_docx(body, styles=STYLES, comments=a_part(f"<w:comment>{p('Klopt dit?')}</w:comment>")))
    assert (found.text, found.note) == ("zichtbaar", "comments left out")


def test_a_text_box_is_read_once() -> None:
    box = f"<w:txbxContent>{p('In een kader.')}</w:txbxContent>"
    body = (
        "<w:p><w:r><w:t>Buiten.</w:t></w:r><w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx>"
        f"{box}</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict>"
        "</mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    assert read_lines(body) == ["Buiten.", "In een kader."]


def test_links_fields_breaks_and_raised_digits_leave_their_words() -> None:
    body = (
        "<w:p><w:hyperlink><w:r><w:t>de site</w:t></w:r></w:hyperlink><w:r><w:tab/><w:t>van</w:t></w:r>"
        "<w:r><w:fldChar w:fldCharType='begin'/><w:instrText>PAGE</w:instrText></w:r><w:r><w:noBreakHyphen/></w:r>"
        "<w:r><w:rPr><w:vertAlign w:val='superscript'/></w:rPr><w:t>2</w:t></w:r>"
        "<w:r><w:br/><w:t>verder</w:t></w:r></w:p>"
    )
    assert read_lines(body) == ["de site van-²", "verder"]


def test_properties_give_title_maker_and_dates() -> None:
    core = (
        "<dc:title>Nota opnamen</dc:title><dc:creator>Vries, Els de</dc:creator>"
        "<dcterms:created>2021-11-15T09:30:00Z</dcterms:created><dcterms:modified>2021-11-16T10:00:00Z</dcterms:modified>"
    )
    found = extract(a_docx(p(SENTENCE), core=core))
    assert (found.title, found.authors) == ("Nota opnamen", ("Els de Vries",))
    assert (found.published, found.modified) == ("2021-11-15T09:30+00:00", "2021-11-16T10:00+00:00")
    assert found.language == "nl"


def test_a_letter_is_known_with_subject_and_date() -> None:
    body = p("Proefdam, 3 maart 2021") + p("Betreft: opnamen") + p("Geachte raad,") + p(SENTENCE) + p("Hoogachtend,")
    core = "<dcterms:created>2021-03-09T09:30:00Z</dcterms:created>"
    found = extract(a_docx(body, core=core))
    assert (found.kind, found.title, found.published) == (DocumentKind.LETTER, "opnamen", "2021-03-03")


def test_accounts_and_programs_are_no_authors() -> None:
    rule = json.loads(files("crawler.pages").joinpath("office.json").read_text(encoding="utf-8"))["no_person"]
    for name in rule["examples"]:
        assert re.match(rule["pattern"], name), name
        assert keep_people([name]) == ()
    for name in rule["counter_examples"]:
        assert not re.match(rule["pattern"], name), name
        assert keep_people([name])


def test_the_strict_form_and_macros_change_nothing() -> None:
    assert extract(a_docx(p(SENTENCE)), file_name="stuk.docm").text == SENTENCE
    root = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    document = f'<w:document xmlns:w="{root}"><w:body>{p(SENTENCE)}</w:body></w:document>'
    assert extract(a_zip({"word/document.xml": document})).text == SENTENCE


@pytest.mark.parametrize(
    ("files_", "flag"),
    [
        ({"word/document.xml": "<w:document xmlns:w='u'><w:body><w:p><w:r><w:t>Een zin</w:t></w:r>"}, Flag.TRUNCATED),
        ({"word/document.xml": ""}, Flag.TRUNCATED),
        ({"word/document.xml": "<andere/>"}, Flag.UNSUPPORTED),
        ({"word/document.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}, Flag.UNSUPPORTED),
        ({"word/document.xml": f"<w:document xmlns:w='{W}'><w:body/></w:document>"}, Flag.EMPTY),
        ({"word/document.xml": b"<a>" + b" " * 70_000_000}, Flag.TOO_LARGE),
    ],
)
def test_what_cannot_be_read_is_flagged(files_: dict[str, bytes | str], flag: Flag) -> None:
    found = extract(a_zip(files_))
    assert found.flag is flag
    assert found.note


def test_a_document_that_is_cut_off_says_so() -> None:
    whole = a_docx(p(SENTENCE))
    assert extract(whole[: len(whole) // 2]).flag is Flag.TRUNCATED
