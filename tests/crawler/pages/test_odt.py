"""OpenDocument texts: what a reader of the printed text sees."""

from __future__ import annotations

import pytest
from office_files import SENTENCE, an_odt

from crawler.extract import extract
from staving.schema import Flag


def read_lines(body: str, styles: str = "") -> list[str]:
    found = extract(an_odt(body, styles=styles), file_name="stuk.odt")
    assert found.flag is Flag.OK, found.note
    return found.text.split("\n")


def test_headings_paragraphs_and_lists_have_a_line_each() -> None:
    styles = (
        '<text:list-style style:name="L1">'
        '<text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/>'
        '<text:list-level-style-number text:level="2" style:num-format="a" style:num-suffix=")"/></text:list-style>'
    )
    body = (
        f'<text:h text:outline-level="1">Besluit</text:h><text:p>{SENTENCE}</text:p>'
        '<text:list text:style-name="L1"><text:list-item><text:p>eerst</text:p><text:list><text:list-item>'
        "<text:p>onder</text:p></text:list-item></text:list></text:list-item>"
        "<text:list-item><text:p>dan</text:p></text:list-item></text:list>"
        "<text:list><text:list-item><text:p>los</text:p></text:list-item></text:list>"
    )
    assert read_lines(body, styles) == ["Besluit", SENTENCE, "1. eerst", "a) onder", "2. dan", "- los"]


def test_rows_of_a_table_are_lines() -> None:
    row = "<table:table-row>{}<table:table-cell table:number-columns-repeated='900'/></table:table-row>"
    cells = "<table:table-cell><text:p>{}</text:p></table:table-cell>" * 2
    body = (
        f"<table:table><table:table-header-rows>{row.format(cells.format('Gemeente', 'Stand'))}"
        f"</table:table-header-rows>{row.format(cells.format('Proefdam', 'gestopt'))}</table:table>"
    )
    assert read_lines(body) == ["Gemeente | Stand", "Proefdam | gestopt"]


def test_notes_stand_at_the_end_and_deletions_comments_and_contents_are_left_out() -> None:
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>weggehaald</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes>"
        "<text:table-of-content><text:index-body><text:p>Inhoud 1</text:p></text:index-body></text:table-of-content>"
        "<text:p>De raad<text:s text:c='3'/>vroeg\n ernaar<text:note text:note-class='footnote'>"
        "<text:note-citation>1</text:note-citation><text:note-body><text:p>Zie brief.</text:p></text:note-body>"
        "</text:note>.<office:annotation><text:p>Klopt?</text:p></office:annotation> Ja<text:line-break/>hoor.</text:p>"
        "<text:section text:display='none'><text:p>geheim</text:p></text:section>"
        "<text:p>Kader:<draw:frame><draw:text-box><text:p>erin</text:p></draw:text-box></draw:frame></text:p>"
    )
    found = extract(an_odt(body))
    assert found.text.split("\n") == ["De raad vroeg ernaar¹. Ja", "hoor.", "Kader:", "erin", "¹ Zie brief."]
    assert found.note == "tracked changes: deletions left out, insertions kept; comments left out"


def test_properties_give_title_maker_and_dates() -> None:
    meta = (
        "<dc:title>Nota opnamen</dc:title><meta:initial-creator>Els de Vries</meta:initial-creator>"
        "<meta:creation-date>2021-11-15T09:30:00</meta:creation-date><dc:date>2021-11-16T10:00:00.5</dc:date>"
    )
    found = extract(an_odt(f"<text:p>{SENTENCE}</text:p>", meta=meta))
    assert (found.title, found.authors) == ("Nota opnamen", ("Els de Vries",))
    assert (found.published, found.modified) == ("2021-11-15T09:30+01:00", "2021-11-16T10:00+01:00")


@pytest.mark.parametrize(
    ("content", "flag"),
    [
        (an_odt("<text:p>x</text:p>", manifest="<manifest><encryption-data/></manifest>"), Flag.ENCRYPTED),
        (an_odt("<text:p>x</text:p>", kind="spreadsheet"), Flag.UNSUPPORTED),
        (an_odt("<text:p/>"), Flag.EMPTY),
        (an_odt("<text:p>half"), Flag.TRUNCATED),
    ],
)
def test_what_cannot_be_read_is_flagged(content: bytes, flag: Flag) -> None:
    found = extract(content)
    assert found.flag is flag
    assert found.note
