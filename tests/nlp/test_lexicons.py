"""Patterns are data: every example must match, every counter-example must not."""

import re

import pytest

from nlp.cues import Scope, load_cues
from nlp.lexicons import load_lexicon
from nlp.municipalities import find_municipalities, load_rules
from nlp.patterns import PatternSet, fold
from nlp.pipeline import cut_sentences, load_pipeline
from nlp.place_names import find_candidates
from nlp.practices import find_practices
from nlp.register import find_entry_assertions
from staving.errors import StavingError
from staving.schema import Status


def examples_of(name, part, key):
    rows = load_lexicon(name)[part]
    named = rows.items() if isinstance(rows, dict) else ((row["id"], row) for row in rows)
    return [(label, text) for label, row in named for text in row[key]]


def practices_in(text):
    doc = load_pipeline().make_doc(text)
    return {hit.practice for hit in find_practices(doc, cut_sentences(doc))}


@pytest.mark.parametrize(("practice", "text"), examples_of("practices", "practices", "examples"))
def test_a_practice_is_found_in_its_examples(practice, text):
    assert practice in practices_in(text)


@pytest.mark.parametrize(("practice", "text"), examples_of("practices", "practices", "counter_examples"))
def test_a_practice_is_not_found_in_its_counter_examples(practice, text):
    assert practice not in practices_in(text)


def test_every_practice_of_the_vocabulary_has_patterns_and_examples():
    practices = load_lexicon("practices")["practices"]
    assert len(practices) == 30
    assert all(row["patterns"] and row["examples"] and row["counter_examples"] for row in practices.values())


def register_practices_in(text):
    doc = load_pipeline().make_doc(text)
    found = find_entry_assertions(doc, cut_sentences(doc), "d", "GM0001", Status.IN_USE)
    return {assertion.practice for assertion in found}


@pytest.mark.parametrize(("practice", "text"), examples_of("register_practices", "practices", "examples"))
def test_a_register_entry_states_the_practice(practice, text):
    assert practice in register_practices_in(text)


@pytest.mark.parametrize(("practice", "text"), examples_of("register_practices", "practices", "counter_examples"))
def test_a_register_entry_does_not_state_the_practice(practice, text):
    assert practice not in register_practices_in(text)


def cues_in(text):
    return {match.name for match in load_cues().find([fold(word) for word in text.split()])}


@pytest.mark.parametrize(("group", "text"), examples_of("assertion_cues", "groups", "examples"))
def test_a_cue_is_found_in_its_examples(group, text):
    assert group in cues_in(text)


@pytest.mark.parametrize(("group", "text"), examples_of("assertion_cues", "groups", "counter_examples"))
def test_a_cue_is_not_found_in_its_counter_examples(group, text):
    assert group not in cues_in(text)


def judge(text):
    """Return the rule that fits the bracketed name, and whether it was accepted."""
    plain = text.replace("[", "").replace("]", "")
    start = text.index("[")
    name = re.search(r"\[(.+?)\]", text)[1]
    candidates = [item for item in find_candidates(plain) if item.start == start]
    assert candidates, f"{name} is no candidate in {plain!r}"
    flags = frozenset({"word", "surname"})
    before, after = plain[max(0, start - 70) : start], plain[start + len(name) : start + len(name) + 70]
    rule = next((rule for rule in load_rules() if rule.fits(candidates[0].name, flags, before, after)), None)
    return rule, any(mention.start == start for mention in find_municipalities(plain))


@pytest.mark.parametrize(("name", "text"), examples_of("municipality_contexts", "rules", "examples"))
def test_a_context_rule_decides_its_examples(name, text):
    rule, accepted = judge(text)
    assert rule is not None
    assert rule.id == name
    assert accepted == rule.accept


@pytest.mark.parametrize(("name", "text"), examples_of("municipality_contexts", "rules", "counter_examples"))
def test_a_context_rule_leaves_its_counter_examples_alone(name, text):
    rule, _ = judge(text)
    assert rule is None or rule.id != name


def test_a_missing_lexicon_is_named():
    with pytest.raises(StavingError, match="nothing_here"):
        load_lexicon("nothing_here")


@pytest.mark.parametrize(
    ("pattern", "words", "expected"),
    [
        ("neemt .. op", "zij neemt elk gesprek op", True),
        ("neemt .. op", "op zij neemt elk gesprek", False),
        ("opname*", "de opnames lopen", True),
        ("*gesprek", "het keukentafelgesprek", True),
        ("a & b", "b x a", True),
        ("a & !b", "a x b", False),
        ("a & !b", "a x c", True),
        ("a && b", "a " + "x " * 40 + "b", True),
        ("a & b", "a " + "x " * 40 + "b", False),
        ("@c d", "twee d", True),
    ],
)
def test_the_notation_of_patterns(pattern, words, expected):
    patterns = PatternSet({"p": [pattern]}, {"c": ["een", "twee"]})
    assert bool(list(patterns.find(words.split()))) == expected


@pytest.mark.parametrize(
    ("pattern", "around", "expected"),
    [("a &&& b", "b", True), ("a &&& b", "c", False), ("a &&& !b", "b", False), ("a &&& !b", "c", True)],
)
def test_a_pattern_may_ask_what_stands_around_the_sentence(pattern, around, expected):
    patterns = PatternSet({"p": [pattern]}, {})
    matches = list(patterns.find(["x", "a"], around=lambda: [around]))
    assert [match.words for match in matches] == ([(1,)] if expected else [])


@pytest.mark.parametrize("pattern", ["", "!a", "a & ", "@unknown", "a &&& b c"])
def test_a_pattern_that_cannot_be_read_is_refused(pattern):
    with pytest.raises(ValueError, match=r"p:|unknown"):
        PatternSet({"p": [pattern]}, {})


def test_litotes_takes_its_negation_away():
    doc = load_pipeline().make_doc("een huisbezoek is er niet ongebruikelijk")
    scope = Scope(doc, range(len(doc)), frozenset())
    assert scope.negation() is None
    assert scope.has("litotes")
