"""Cutting texts into passages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from staving.passages import LONGEST_BLOCK, MAX_SENTENCES, split_passages, split_sentences
from staving.schema import PassageKind, derive_id

SENTENCES = [
    ("De raad stemt in. Het college gaat door.", ["De raad stemt in.", "Het college gaat door."]),
    (
        "Zie art. 6 lid 1 onder e AVG jo. art. 9. Dat volstaat.",
        ["Zie art. 6 lid 1 onder e AVG jo. art. 9.", "Dat volstaat."],
    ),
    (
        "Volgens mr. dr. A.B. van Zand mag het. Zij is zeker.",
        ["Volgens mr. dr. A.B. van Zand mag het.", "Zij is zeker."],
    ),
    ("Dat gebeurt bijv. Op maandag niet.", ["Dat gebeurt bijv. Op maandag niet."]),
    ("Brieven, foto's enz. Alles ligt klaar.", ["Brieven, foto's enz.", "Alles ligt klaar."]),
    ("Het gaat d.w.z. om geld. Niets anders.", ["Het gaat d.w.z. om geld.", "Niets anders."]),
    ("Zij riep: ‘Nee!’ Toen ging de deur dicht.", ["Zij riep: ‘Nee!’", "Toen ging de deur dicht."]),
    ('"Wanneer dan?" vroeg het raadslid. "Morgen."', ['"Wanneer dan?" vroeg het raadslid.', '"Morgen."']),
    ("Zo was het in 2014. Daarna niet.", ["Zo was het in 2014.", "Daarna niet."]),
    ("Zie nr. 12 van 3 jan. 2020. Klaar.", ["Zie nr. 12 van 3 jan. 2020.", "Klaar."]),
    ("4.2. Het bezwaar slaagt niet.", ["4.2. Het bezwaar slaagt niet."]),
    ("Het was laat. 's Avonds brandde er licht.", ["Het was laat.", "'s Avonds brandde er licht."]),
    ("Dat staat vast.³ Verder is niets bekend.", ["Dat staat vast.³", "Verder is niets bekend."]),
    ("Hij woont in Oss. en dat is fout getypt.", ["Hij woont in Oss. en dat is fout getypt."]),
    ("Wat nu… Niemand weet het.", ["Wat nu…", "Niemand weet het."]),
]


@pytest.mark.parametrize(("text", "expected"), SENTENCES)
def test_a_sentence_ends_where_dutch_ends_it(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in split_sentences(text)] == expected


@given(st.text(alphabet=st.sampled_from("abcÉ .!?\n\r\t\"'„”“‘’:-1\u2028\x85"), max_size=300))
def test_passages_hold_every_character_that_is_no_white_space(text: str) -> None:
    passages = split_passages("d", text)
    covered = set()
    last = 0
    for passage in passages:
        assert text[passage.start : passage.end] == passage.text
        assert passage.text.strip() == passage.text != ""
        assert passage.start >= last
        last = passage.end
        covered.update(range(passage.start, passage.end))
    assert all(at in covered for at, letter in enumerate(text) if not letter.isspace())
    assert [passage.ordinal for passage in passages] == list(range(len(passages)))


@given(st.text(max_size=400))
def test_any_text_can_be_cut(text: str) -> None:
    joined = "".join(passage.text for passage in split_passages("d", text))
    assert "".join(joined.split()) == "".join(text.split())


def test_a_block_holds_four_sentences_at_most() -> None:
    text = " ".join(f"Dit is zin nummer {number} van de tekst." for number in range(10))
    passages = split_passages("d", text)
    assert [len(list(split_sentences(passage.text))) for passage in passages] == [4, 4, 2]
    assert MAX_SENTENCES == 4


def test_a_quotation_is_not_cut() -> None:
    text = "Zij zei: „" + " ".join(f"Dit vond ik punt {number}." for number in range(6)) + "” Daarna ging zij weg."
    passages = split_passages("d", text)
    assert "Dit vond ik punt 0." in passages[0].text
    assert passages[0].text.endswith("Dit vond ik punt 5.”")


def test_a_text_without_any_end_is_cut_at_white_space() -> None:
    text = "woord " * 1000
    passages = split_passages("d", text)
    assert max(len(passage.text) for passage in passages) <= LONGEST_BLOCK
    assert all(set(passage.text.split()) == {"woord"} for passage in passages)


def test_headings_are_told_from_blocks() -> None:
    text = "Nieuwe werkwijze\nDe gemeente filmt niet meer.\n- een lijst zonder punt\nGroeten uit Oss"
    assert [passage.kind for passage in split_passages("d", text)] == [
        PassageKind.HEADING,
        PassageKind.BLOCK,
        PassageKind.BLOCK,
        PassageKind.BLOCK,
    ]


def test_lines_of_a_record_are_fields() -> None:
    text = "Algoritme: Zoekhulp\nOrganisatie: Gemeente Proefdam\nDoel: Helpt zoeken. Meer niet."
    assert {passage.kind for passage in split_passages("d", text)} == {PassageKind.FIELD}


def test_an_interview_is_no_record() -> None:
    text = "Vraag: Waarom?\nAntwoord: Daarom.\nVraag: Echt?\nAntwoord: Ja."
    assert PassageKind.FIELD not in {passage.kind for passage in split_passages("d", text)}


def test_ids_come_from_document_and_offsets() -> None:
    (passage,) = split_passages("d", "  Een zin. ")
    assert passage.id == derive_id("d", 2, 10)
    assert split_passages("d", " \n ") == ()
