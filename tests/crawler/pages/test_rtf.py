"""Rich Text Format: code pages and escapes become letters; pictures, fields and deletions are passed over."""

from __future__ import annotations

import pytest

from crawler.extract import extract
from staving.schema import Flag


def read_lines(body: str) -> list[str]:
    found = extract(b"{\\rtf1\\ansi\\ansicpg1252\\deff0 " + body.encode("latin-1") + b"}")
    assert found.flag is Flag.OK, found.note
    return found.text.split("\n")


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        (r"Eerste zin.\par Tweede \b zin\b0 .\par", ["Eerste zin.", "Tweede zin."]),
        (r"e\'e9n caf\'e9\par", ["eén café"]),
        (r"geci\u239?teerd \u8216\'91zo\u8217\'92\par", ["geciïteerd ‘zo’"]),
        (r"\uc0 kop\u233 ie {\uc2\u8364 ab}5\par", ["kopéie €5"]),
        (r"lach \u-10179?\u-8704?\par", ["lach \U0001f600"]),
        (r"{\fonttbl{\f0\fcharset0 A;}{\f1\fcharset204 B;}}\f1 \'cc\'e8\'f0\par\f0 \'cc\par", ["Мир", "Ì"]),
        (r"\lquote a\rquote  \ldblquote b\rdblquote\emdash c\~d\_e\-f\par", ["‘a’ “b”—c d-ef"]),
        (r"regel\line verder\par", ["regel", "verder"]),
        (r"{\header kop}{\*\generator X;}{\pict\wmetafile8 0102}{\colortbl;\red0;}tekst\par", ["tekst"]),
        (r"{\field{\*\fldinst HYPERLINK x}{\fldrslt de site}}\par", ["de site"]),
        (r"wel {\v niet }{\deleted weg }hier\par", ["wel hier"]),
        (
            r"\trowd\intbl a\cell b\cell\row\pard\trowd\intbl c\par d\cell e\cell\row\pard na\par",
            ["a | b", "c d | e", "na"],
        ),
        (r"zin{\super\chftn}{\footnote\pard noot een.}.\par slot\par", ["zin¹.", "slot", "¹ noot een."]),
        (r"{\listtext\'b7\tab}punt\par{\listtext 1.\tab}twee\par", ["- punt", "1. twee"]),
        (r"m\super 2\nosupersub  op\par", ["m² op"]),
        (r"{\shp{\*\shpinst{\sp{\sn x}{\sv 1}}{\shptxt in kader\par}}}buiten\par", ["in kader", "buiten"]),
        ("\\{a\\}\\\\ b\\\n c\\par", ["{a}\\ b", "c"]),
    ],
)
def test_text_is_what_a_reader_sees(body: str, lines: list[str]) -> None:
    assert read_lines(body) == lines


def test_data_in_the_file_are_passed_over() -> None:
    assert extract(b"{\\rtf1 a{\\pict\\bin5 }{\\\\}}b\\par}").text == "ab"


def test_properties_give_title_maker_and_dates() -> None:
    info = (
        rb"{\info{\title Nota opnamen}{\author Els de Vries}{\creatim\yr2021\mo11\dy15\hr9}{\revtim\yr2021\mo11\dy16}}"
    )
    found = extract(b"{\\rtf1\\ansi" + info + rb"De gemeente legt niets vast.\par}")
    assert (found.title, found.authors) == ("Nota opnamen", ("Els de Vries",))
    assert (found.published, found.modified) == ("2021-11-15", "2021-11-16")
    assert found.text == "De gemeente legt niets vast."


def test_headings_are_known_by_style_and_level() -> None:
    body = (
        rb"{\stylesheet{\s0 Normal;}{\s1\b heading 1;}}\pard\s0 Een lange regel vooraf die geen kop is\par"
        rb"\pard\s1 De kop\par\pard\s0 tekst\par"
    )
    assert extract(b"{\\rtf1\\ansi" + body + b"}").title == "De kop"


@pytest.mark.parametrize(
    ("content", "flag"),
    [
        (b"{\\rtf1 Een zin\\par", Flag.TRUNCATED),
        (b"{\\rtf1 }", Flag.EMPTY),
        (b"{\\rtf1 " + b"{" * 5000, Flag.UNSUPPORTED),
    ],
)
def test_what_cannot_be_read_is_flagged(content: bytes, flag: Flag) -> None:
    found = extract(content)
    assert found.flag is flag
    assert found.note
