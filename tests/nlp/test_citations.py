"""Legal citations: patterns and their examples, gold sentences, short forms, links, hostile input."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.citation_grammar import expand_range, read_ordinal
from nlp.citations import find_citations, link_norm
from nlp.lexicons import load_lexicon
from staving.schema import MentionKind

GOLD = Path(__file__).parents[2] / "data" / "gold" / "reading" / "citations.jsonl"
PATTERNS = load_lexicon("citation_patterns")
LAWS = load_lexicon("laws")["laws"]


def summarise(text: str, date: str | None = None) -> list[tuple[str, str | None, str | None, str | None]]:
    """Return law, article, paragraph and point of each citation."""
    return [(m.value, m.article, m.paragraph, m.point) for m in find_citations(text, date=date)]


@pytest.mark.parametrize(
    ("text", "identifier"),
    [(text, identifier) for entry in PATTERNS["patterns"] for text, identifier in entry["examples"]]
    + [tuple(pair) for pair in PATTERNS["acts"]["examples"]],
)
def test_every_example_of_a_pattern_is_found(text: str, identifier: str) -> None:
    assert identifier in [mention.identifier for mention in find_citations(text)]


@pytest.mark.parametrize(
    "text",
    [text for entry in PATTERNS["patterns"] for text in entry["counter_examples"]]
    + PATTERNS["acts"]["counter_examples"]
    + PATTERNS["articles"]["counter_examples"],
)
def test_no_counter_example_of_a_pattern_is_found(text: str) -> None:
    assert find_citations(text) == []


@pytest.mark.parametrize(("text", "expected"), PATTERNS["articles"]["examples"])
def test_every_example_of_an_article_is_read(text: str, expected: list[list[str | None]]) -> None:
    assert [[m.article, m.paragraph, m.point] for m in find_citations(text)] == expected


@pytest.mark.parametrize(("text", "expected"), PATTERNS["short_forms"]["examples"])
def test_every_example_of_a_short_form_is_resolved(text: str, expected: list[list[str | None]]) -> None:
    resolved = [m for m in find_citations(text) if m.rule.startswith("short:")]
    assert [[m.value, m.article, m.paragraph, m.point] for m in resolved] == expected


@pytest.mark.parametrize("text", PATTERNS["short_forms"]["counter_examples"])
def test_no_counter_example_of_a_short_form_is_resolved(text: str) -> None:
    assert not [m for m in find_citations(text) if m.rule.startswith("short:")]


@pytest.mark.parametrize(("text", "name"), PATTERNS["unlisted"]["examples"])
def test_a_law_in_no_list_is_called_as_written(text: str, name: str) -> None:
    assert [(m.value, m.identifier) for m in find_citations(text)] == [(name, None)]


@pytest.mark.parametrize("text", PATTERNS["unlisted"]["counter_examples"])
def test_what_only_looks_like_a_law_is_none(text: str) -> None:
    assert find_citations(text) == []


@pytest.mark.parametrize(
    ("name", "law"), [(name, law) for law in LAWS for name in law.get("lower_case", ()) if law["norm"] != "Wmo"]
)
def test_an_abbreviation_in_lower_case_is_a_law_where_the_words_beside_it_say_so(
    name: str, law: dict[str, Any]
) -> None:
    for text in (f"Volgens de {name} mag dat.", f"Hun {name}-verzoek lag er al.", f"Zie artikel 6 {name} daarover."):
        assert [(m.text.rsplit()[-1], m.value) for m in find_citations(text)] == [(name, law["norm"])]
    assert find_citations(f"Zij riep {name} en ging weg.") == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (name, text)
        for law in LAWS
        for name in law.get("abbreviations", ())
        if " " not in name
        for text in (
            *(f"De {name} sprak; {words} heet dat." for words in law.get("homonyms", ())),
            *(f"De {name}{rest} sprak." for rest in law.get("not_before", ())),
        )
    ],
)
def test_an_abbreviation_with_another_meaning_is_no_law_alone(name: str, text: str) -> None:
    assert find_citations(text) == []
    assert [m.article for m in find_citations(f"{text} Zie artikel 6 {name}.")] == ["6"]


@pytest.mark.parametrize(
    "text", ["regisseur Jan Woo", "mevrouw Woo", "de grondwet van Frankrijk", "de Belgische Grondwet"]
)
def test_people_and_foreign_laws_are_no_dutch_laws(text: str) -> None:
    assert find_citations(f"Daar is {text} weer.") == []


@pytest.mark.parametrize(
    ("name", "law"),
    [
        (name, law)
        for law in LAWS
        for kind in ("names", "abbreviations", "with_article")
        for name in law.get(kind, ())
        if law["norm"] != "Wmo"
    ],
)
def test_every_name_of_a_law_is_known(name: str, law: dict[str, Any]) -> None:
    (mention,) = find_citations(f"Zie artikel 3 van de {name} hierover.")
    assert (mention.value, mention.article, mention.identifier) == (law["norm"], "3", law["identifier"])


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law["norm"])
def test_an_ambiguous_abbreviation_alone_is_no_law(law: dict[str, Any]) -> None:
    for name in law.get("with_article", ()):
        assert find_citations(f"Hij kreeg {name} en ging weg.") == []


@pytest.mark.parametrize(
    "item", [json.loads(line) for line in GOLD.read_text("utf-8").splitlines()[1:]], ids=lambda i: i["id"]
)
def test_gold_sentences_are_read_as_by_hand(item: dict[str, Any]) -> None:
    keys = ("start", "end", "norm", "article", "paragraph", "point", "identifier")
    expected = [tuple(norm.get(key) for key in keys) for norm in item["norms"]]
    found = [
        (m.start, m.end, m.value, m.article, m.paragraph, m.point, m.identifier) for m in find_citations(item["text"])
    ]
    assert found == expected


def test_a_mention_points_into_the_text_and_says_why() -> None:
    text = "Volgens artikel 6, lid 1, onder e, AVG mag dat."
    (mention,) = find_citations(text, "doc", "2030-01-01")
    assert text[mention.start : mention.end] == mention.text == "artikel 6, lid 1, onder e, AVG"
    assert mention.kind == MentionKind.NORM
    assert mention.document_id == "doc"
    assert mention.rule == "article_then_law:AVG"
    assert mention.passage_id is None
    assert mention.run_id is None


def test_articles_that_share_a_law_share_a_span_but_not_an_id() -> None:
    first, second = find_citations("de artikelen 12 en 13 AVG")
    assert (first.start, first.end) == (second.start, second.end) == (3, 25)
    assert first.id != second.id


def test_articles_with_a_word_of_their_own_have_spans_of_their_own() -> None:
    text = "artikel 5 lid 2 jo. artikel 24 AVG"
    assert [m.text for m in find_citations(text)] == ["artikel 5 lid 2", "artikel 24 AVG"]


def test_the_date_decides_between_laws_of_one_name() -> None:
    assert summarise("artikel 4 Wmo", "2012-05-01") == [("Wmo", "4", None, None)]
    assert summarise("artikel 4 Wmo", "2019-05-01") == [("Wmo 2015", "4", None, None)]
    assert summarise("artikel 4 Wmo") == [("Wmo 2015", "4", None, None)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "De Jeugdwet geldt. Artikel 2.3 van die wet ook.",
            [("Jeugdwet", None, None, None), ("Jeugdwet", "2.3", None, None)],
        ),
        ("Artikel 9 AVG geldt; lid 2 daarvan ook.", [("AVG", "9", None, None), ("AVG", "9", "2", None)]),
        ("Artikel 9 AVG geldt. Die bepaling is streng.", [("AVG", "9", None, None), ("AVG", "9", None, None)]),
        ("De AVG geldt. Artikel 9 verbiedt het.", [("AVG", None, None, None), ("AVG", "9", None, None)]),
    ],
)
def test_short_forms_refer_to_what_was_cited_last(text: str, expected: list[tuple[str, ...]]) -> None:
    assert summarise(text) == expected


def test_a_short_form_far_from_its_article_is_left_alone() -> None:
    text = "Artikel 9 AVG geldt. " + "Er gebeurt van alles. " * 80 + "Dat artikel is streng."
    assert len(find_citations(text)) == 1


def test_a_paragraph_break_within_a_citation_does_not_matter() -> None:
    assert summarise("artikel 6,\neerste lid, AVG") == [("AVG", "6", "1", None)]


@pytest.mark.parametrize("mark", [*".,;:)]!?”’\"'", " ", "\n", "…", "</p>", ": zie"])
def test_an_ecli_is_found_whatever_follows_it(mark: str) -> None:
    (mention,) = find_citations(f"(ECLI:NL:RBXYZ:2031:4567{mark}")
    assert mention.identifier == "ECLI:NL:RBXYZ:2031:4567"


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("artikel 6 AVG", "https://eur-lex.europa.eu/legal-content/NL/TXT/?uri=CELEX:32016R0679"),
        ("de Awb", "https://wetten.overheid.nl/BWBR0005537"),
        ("artikel 3:2 Awb", "https://wetten.overheid.nl/jci1.3:c:BWBR0005537&artikel=3:2"),
        ("artikel 17 lid 1 Pw", "https://wetten.overheid.nl/jci1.3:c:BWBR0015703&artikel=17&lid=1"),
        ("artikel 8 EVRM", "https://wetten.overheid.nl/jci1.3:v:BWBV0001000&artikel=8"),
        ("artikel 6:162 BW", "https://wetten.overheid.nl/jci1.3:c:BWBR0005289&artikel=162"),
        ("ECLI:NL:HR:2031:1", "https://deeplink.rechtspraak.nl/uitspraak?id=ECLI:NL:HR:2031:1"),
        ("ECLI:EU:C:2031:1", "https://eur-lex.europa.eu/legal-content/NL/TXT/?uri=ecli:ECLI:EU:C:2031:1"),
        ("ECLI:DE:BGH:2031:1", None),
        ("Stb. 2030, 12", "https://zoek.officielebekendmakingen.nl/stb-2030-12.html"),
        ("Kamerstukken II 44123", "https://zoek.officielebekendmakingen.nl/dossier/44123"),
        ("CVDR765432", "https://lokaleregelgeving.overheid.nl/CVDR765432"),
        ("artikel 2:1 APV", None),
        ("LJN: ZZ1234", None),
    ],
)
def test_an_identifier_gives_the_address_of_the_text(text: str, address: str | None) -> None:
    (mention,) = find_citations(text)
    assert link_norm(mention) == address


def test_a_date_gives_the_address_of_the_text_in_force() -> None:
    law, article = find_citations("de Participatiewet en artikel 17 Participatiewet")
    assert link_norm(law, "2030-01-02") == "https://wetten.overheid.nl/BWBR0015703/2030-01-02"
    assert str(link_norm(article, "2030-01-02")).endswith("&artikel=17&z=2030-01-02&g=2030-01-02")
    assert link_norm(law, "2030") == "https://wetten.overheid.nl/BWBR0015703"


def test_ordinals_and_ranges_are_counted() -> None:
    assert read_ordinal("twaalfde") == "12"
    assert read_ordinal("3e") == "3"
    assert read_ordinal("laatste") is None
    assert expand_range("12", "14") == ["12", "13", "14"]
    assert expand_range("3:1", "3:9") == ["3:1", "3:9"]
    assert expand_range("1", "900") == ["1", "900"]


@pytest.mark.parametrize(
    "unit",
    [
        "artikel ", "artikel 1 ", "artikel 1 en ", "artikel 1, ", "1, ", "1.", "AVG, artikel 6, ", "lid 1 ", "(", " ",
        "ECLI:", "ECLI: NL: ", "ECLI:NL:HR:2020:1", "ECLI:NL:HR:2020:1 en de AVG. ", "Stb. 2030, 12 en de Awb ",
        "de Wet op het ", "Wet", "artikel 6 AVG. Dat artikel, het tweede en derde lid. ", "artikel6AVG",
        "Kamerstukken II ", "artikel 1 van de Wet ", "artikel 1 van ", "overweging 1 ",
        "eerste lid, ", "artikel 6 lid 1 onder a en ", "verordening (EU) ", "AVG het tweede lid ",
    ],
)  # fmt: skip
def test_hostile_input_takes_linear_time(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    started = time.perf_counter()
    find_citations(text)
    assert time.perf_counter() - started < 5


_pieces = st.sampled_from(
    ["artikel ", "artikelen ", "art. ", "6", " lid 1", ", eerste lid,", " onder a", " en ", " jo. ", " AVG", " van de ",
     "Awb", "ECLI:NL:HR:2020:1", "Stb. 2030, 1", "(", ")", ".", "\n", " dat artikel",
     " het tweede lid", "İ", "overweging 4",
     "Verordening (EU) 2016/679", " daarvan", "3:2", "tot en met ", "’", "𝔸"]
)  # fmt: skip


@settings(deadline=None, max_examples=150)
@given(st.one_of(st.text(), st.lists(_pieces, max_size=30).map("".join)))
def test_offsets_hold_for_any_text(text: str) -> None:
    found = find_citations(text)
    for mention in found:
        assert text[mention.start : mention.end] == mention.text
        assert mention.text
    assert [m.start for m in found] == sorted(m.start for m in found)
    assert len({m.id for m in found}) == len(found)


def test_the_component_writes_norms_to_a_document() -> None:
    nlp = spacy.blank("nl")
    nlp.add_pipe("staving_citations")
    doc = nlp("Zie artikel 8 EVRM.")
    assert [(m.value, m.article) for m in doc._.staving_citations] == [("EVRM", "8")]
