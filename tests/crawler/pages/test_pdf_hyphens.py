from __future__ import annotations

import json
from collections import Counter
from importlib.resources import files

import pytest

from crawler.pages.pdf_hyphens import count_words, join_parts, keeps_hyphen
from crawler.pages.pdf_info import read_moment, read_people, read_title

ROWS = json.loads(files("crawler.pages").joinpath("pdf_hyphens.json").read_text(encoding="utf-8"))["keep_after"]


@pytest.mark.parametrize(("first", "second"), ROWS["examples"])
def test_a_hyphen_that_belongs_to_the_word_stays(first: str, second: str) -> None:
    assert keeps_hyphen(first, second, Counter())


@pytest.mark.parametrize(("first", "second"), ROWS["counter_examples"])
def test_a_hyphen_that_divides_a_word_goes(first: str, second: str) -> None:
    assert not keeps_hyphen(first, second, Counter())


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        (["de gemeen-", "te"], "de gemeente"),
        (["beeld-", "en geluidsopnamen"], "beeld- en geluidsopnamen"),
        (["een AVG-", "verzoek per e-", "mail"], "een AVG-verzoek per e-mail"),
        (["de ge\u00ad", "meente"], "de gemeente"),
        (["twee woorden", "op twee regels"], "twee woorden op twee regels"),
        (["zie https://proefdam.example/", "brieven"], "zie https://proefdam.example/brieven"),
    ],
)
def test_lines_become_one_text(parts: list[str], text: str) -> None:
    assert "".join(join_parts(parts, Counter())) == text


def test_the_document_itself_decides() -> None:
    words = count_words(["het stap-voor-stap plan", "de welzijn-zorg lijn", "woon-"])
    assert keeps_hyphen("welzijn", "zorg", words)
    assert "woon" not in words


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Raadsbrief opnamen", "Raadsbrief opnamen"),
        ("brief_v2.docx", ""),
        ("Untitled", ""),
        ("SKM_C22721111", ""),
        ("", ""),
    ],
)
def test_a_title_is_no_name_of_a_file(title: str, expected: str) -> None:
    assert read_title({"Title": title}) == expected


@pytest.mark.parametrize(
    ("author", "people"),
    [
        ("Jan de Boer", ("Jan de Boer",)),
        ("Bakker, Els; J. van der Meer", ("Els Bakker", "J. van der Meer")),
        ("Gemeente Proefdam", ()),
        ("jan.bakker@proefdam.example", ()),
        ("Admin", ()),
    ],
)
def test_authors_are_people(author: str, people: tuple[str, ...]) -> None:
    assert read_people({"Author": author}) == people


def test_a_moment_that_is_none_is_left_out() -> None:
    assert read_moment("D:20211345") is None
    assert read_moment("D:20211119101500Z") == "2021-11-19T10:15:00+00:00"
