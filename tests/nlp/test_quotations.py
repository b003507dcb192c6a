"""Quotations and their speakers: marks, judgement, indirect speech, gold sentences, hostile input."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.lexicons import load_lexicon
from nlp.quotation_marks import find_marked, find_paragraphs
from nlp.quotations import find_quotations, read_quotations
from staving.schema import QuotationType, hash_text

GOLD = Path(__file__).parents[2] / "data" / "gold" / "reading" / "quotations.jsonl"
KNOWN_FAILURES = {
    "GQ165": "a demonym (de Almeerse) is not tied to the person it stands for",
}
CUES = load_lexicon("cues")


def load_gold() -> list[Any]:
    """Return the gold items, the known failures marked."""
    items = [json.loads(line) for line in GOLD.read_text("utf-8").splitlines()[1:]]
    return [
        pytest.param(
            item,
            id=item["id"],
            marks=[pytest.mark.xfail(reason=KNOWN_FAILURES[item["id"]], strict=True)]
            if item["id"] in KNOWN_FAILURES
            else [],
        )
        for item in items
    ]


def who(text: str) -> list[tuple[str, str | None, str | None, str | None]]:
    """Return words, name, role and organisation of each quotation."""
    return [(q.text, q.speaker_name, q.speaker_role, q.speaker_organisation) for q in read_quotations(text)]


@pytest.mark.parametrize("item", load_gold())
def test_gold_sentences_are_read_as_by_hand(item: dict[str, Any]) -> None:
    found = read_quotations(item["text"])
    expected = [(q["start"], q["end"], q["type"]) for q in item["quotations"]]
    assert [(q.start, q.end, str(q.type)) for q in found] == expected
    for gold, quotation in zip(item["quotations"], found, strict=True):
        wanted = gold["speaker"] or {"name": None}
        assert (wanted["name"] or "") in (quotation.speaker_name or "")
        if not wanted["name"]:
            assert quotation.speaker_name is None
        for field, value in (("role", quotation.speaker_role), ("organisation", quotation.speaker_organisation)):
            if field in wanted:
                assert (value or "").casefold() == wanted[field].casefold()


@pytest.mark.parametrize(("text", "kind", "speaker"), CUES["examples"])
def test_every_example_of_the_cues_is_found(text: str, kind: str, speaker: str) -> None:
    (quotation,) = read_quotations(text)
    assert quotation.type == kind
    assert speaker in (quotation.speaker_name, quotation.speaker_role, quotation.speaker_organisation)


@pytest.mark.parametrize("text", CUES["counter_examples"])
def test_no_counter_example_of_the_cues_is_found(text: str) -> None:
    assert read_quotations(text) == []


@pytest.mark.parametrize("verb", [verb for verb in CUES["verbs"] if "d" in verb["use"]], ids=lambda verb: verb["verb"])
def test_every_verb_of_speech_ties_a_quotation_to_its_speaker(verb: dict[str, Any]) -> None:
    singular, past, _ = verb["finite"]
    for form in (singular, past):
        assert who(f"„Zo gaat dat hier niet”, {form} Wiebe Tol.") == [
            ("Zo gaat dat hier niet", "Wiebe Tol", None, None)
        ]


@pytest.mark.parametrize("verb", [verb for verb in CUES["verbs"] if "i" in verb["use"]], ids=lambda verb: verb["verb"])
def test_every_verb_with_dat_gives_indirect_speech(verb: dict[str, Any]) -> None:
    (quotation,) = read_quotations(f"De wethouder {verb['finite'][0]} dat het klaar is.")
    assert (quotation.text, quotation.type) == ("dat het klaar is", QuotationType.INDIRECT)
    assert quotation.speaker_role == "wethouder"


@pytest.mark.parametrize(
    ("opening", "closing"),
    [("„", "”"), ("„", "“"), ('"', '"'), ("“", "”"), ("‘", "’"), ("'", "'"), (",,", "''"), (",,", "”"), ("«", "»"),
     ("“", '"'), ("„", '"'), ("»", "«"), ("‘", "'"), ("”", "”"), ("’", "’")],
)  # fmt: skip
def test_every_style_of_marks_is_paired(opening: str, closing: str) -> None:
    text = f"{opening}Wij doen dat niet meer{closing}, zegt Wiebe Tol."
    (quotation,) = read_quotations(text)
    assert quotation.text == "Wij doen dat niet meer"


@pytest.mark.parametrize(
    "text",
    [
        "'s Avonds zijn er foto's, 's ochtends video's.",
        "De gemeenten' plannen en Hans' fiets uit '68.",
        'Een plank van 5" bij 7".',
        "Z'n zus en d'r broer; da's zo'n gedoe in 't dorp.",
    ],
)
def test_apostrophes_open_nothing(text: str) -> None:
    assert find_marked(text, find_paragraphs(text)) == []


def test_a_genitive_does_not_close_a_quotation() -> None:
    text = "‘Dat is Hans’ fiets niet’, zegt Wiebe Tol."
    assert [q.text for q in read_quotations(text)] == ["Dat is Hans’ fiets niet"]


def test_only_the_outermost_marks_count() -> None:
    text = "„Zij riep „weg” en liep door”, zegt Wiebe Tol."
    assert [q.text for q in read_quotations(text)] == ["Zij riep „weg” en liep door"]


@pytest.mark.parametrize("repeated", ["“", ""])
def test_a_quotation_over_paragraphs_gives_one_span_each(repeated: str) -> None:
    text = f"Wethouder Wiebe Tol: “Wij stoppen.\n\n{repeated}Het was een fout.”"
    assert who(text) == [
        ("Wij stoppen.", "Wiebe Tol", "Wethouder", None),
        ("Het was een fout.", "Wiebe Tol", "Wethouder", None),
    ]


def test_an_unclosed_mark_swallows_no_other_quotation() -> None:
    text = "„Wij stoppen, zegt hij.\n\nDe raad praat door. „Goed zo”, zegt Wiebe Tol."
    assert [q.text for q in read_quotations(text)] == ["Wij stoppen", "Goed zo"]


def test_a_record_points_into_the_text() -> None:
    text = "„Wij stoppen”, zegt wethouder Wiebe Tol van de gemeente Duinwijk."
    (quotation,) = find_quotations(spacy.blank("nl")(text), "doc")
    assert text[quotation.start : quotation.end] == quotation.text == "Wij stoppen"
    assert quotation.sha256 == hash_text("Wij stoppen")
    assert quotation.document_id == "doc"
    assert quotation.speaker_start is not None
    assert quotation.cue_start is not None
    assert text[quotation.speaker_start : quotation.speaker_end].startswith("wethouder Wiebe Tol")
    assert text[quotation.cue_start : quotation.cue_end] == "zegt"
    assert quotation.rule == "direct:verb_then_speaker"
    assert quotation.speaker_organisation == "gemeente Duinwijk"


def test_a_pronoun_takes_the_person_named_last() -> None:
    text = "Wiebe Tol zag het. Later kwam Saar Lubbers binnen. „Weg ermee”, zei ze."
    assert who(text) == [("Weg ermee", "Saar Lubbers", None, None)]


def test_a_pronoun_without_a_person_names_nobody() -> None:
    assert who("„Weg ermee”, zei hij.") == [("Weg ermee", None, None, None)]


def test_a_surname_takes_role_and_first_name_from_before() -> None:
    text = "Wethouder Wiebe Tol (Dorpslijst) was er. De zaal was vol. „Weg ermee”, zei Tol."
    assert who(text) == [("Weg ermee", "Wiebe Tol", "Wethouder", "Dorpslijst")]


def test_a_role_held_by_two_persons_is_not_resolved() -> None:
    text = "Raadslid Wiebe Tol en raadslid Saar Lubbers waren er. „Weg ermee”, zei het raadslid."
    assert who(text) == [("Weg ermee", None, "raadslid", None)]


def test_somebody_else_between_two_quotations_ends_the_first_speaker() -> None:
    text = "„Weg ermee”, zei Wiebe Tol. Daarna sprak raadslid Saar Lubbers. „Nooit.”"
    assert who(text)[1] == ("Nooit.", "Saar Lubbers", "raadslid", None) or who(text)[1][1] is None


def test_tags_and_footnotes_are_no_words() -> None:
    text = "De FNV stelt dat het niet mag.<sup>3</sup>"
    assert [q.text for q in read_quotations(text)] == ["dat het niet mag"]


def test_a_condition_is_nobody_s_statement() -> None:
    assert read_quotations("Als de klant zegt dat hij weggaat, stopt het gesprek.") == []


def test_a_law_does_not_speak() -> None:
    assert read_quotations("Volgens de AVG is toestemming nodig.") == []


@pytest.mark.parametrize(
    "unit",
    ['"', "'", "„", "“a ", ",,", '"a ', "zegt ", "dat ", "Jan zegt dat ", "Jan ", "de ", "Jan, ",
     "Jan: ", "- A b, c d\n",
     "„a\n\n", '"a\n', "Wethouder Jan Smit zegt: „Nee.” ", "Jan Smit is boos. „Ja”, zegt hij. ",
     "volgens ", "Jan (", "\n", "a"],
)  # fmt: skip
def test_hostile_input_takes_linear_time(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    started = time.perf_counter()
    read_quotations(text)
    assert time.perf_counter() - started < 10


_pieces = st.sampled_from(
    ["„", "”", "“", '"', "'", "’", "‘", ",,", "''", "«", "»", " zegt ", "Wiebe Tol", " dat ",
     "wethouder ", "de ", ", ", ". ",
     ": ", "\n\n", "\n", "– ", "Ja", " niet ", "volgens ", "hij ", "(", ")", "aldus ", "<b>", "İ", "𝔸", "'s "]
)  # fmt: skip


@settings(deadline=None, max_examples=200)
@given(st.one_of(st.text(), st.lists(_pieces, max_size=40).map("".join)))
def test_offsets_hold_for_any_text(text: str) -> None:
    found = read_quotations(text)
    for quotation in found:
        assert text[quotation.start : quotation.end] == quotation.text
        assert quotation.text.strip() == quotation.text != ""
        assert quotation.sha256 == hash_text(quotation.text)
    assert [q.start for q in found] == sorted(q.start for q in found)


def test_the_component_writes_quotations_to_a_document() -> None:
    nlp = spacy.blank("nl")
    nlp.add_pipe("staving_quotations")
    doc = nlp("„Wij stoppen”, zegt Wiebe Tol.")
    assert [q.speaker_name for q in doc._.staving_quotations] == ["Wiebe Tol"]
