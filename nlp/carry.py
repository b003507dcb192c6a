"""Carry a practice on to the next municipality: "Epe doet dat alleen na een melding", "Hattem wacht af".

A paragraph that compares municipalities names the practice once. What follows leaves it to a pronoun, to "er", to a
noun that sums it up ("die werkwijze") or to an idiom ("begint er niet aan"). Such a clause is read as if the pronoun
were the practice; a clause with nothing of the kind says nothing about it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from itertools import pairwise

from spacy.tokens import Token

from nlp.clauses import Clause
from nlp.cues import Scope, words_of
from nlp.follow import Reading
from nlp.patterns import fold
from nlp.practices import Hit, load_practice_rules
from nlp.sentences import Named, Sentence
from nlp.status import Verdict, read_status
from nlp.ties import choose_group, is_compared
from staving.schema import Status

PRONOUNS = frozenset(
    (
        "ze die deze dat dit het er ermee daarmee hiermee ervan daarvan hiervan daartoe ertoe erin daarin eraan "
        "daaraan hieraan daar hier ervoor daarvoor zoiets hetzelfde datzelfde zulks eentje"
    ).split()
)
DETERMINERS = frozenset({"det", "mark", "expl:pv", "case"})
NOT_PRONOUNS = frozenset({"DET", "SCONJ", "ADP", "NOUN", "PROPN"})
POINTING = frozenset("die dat deze dit zo'n zulke zulk dergelijk dergelijke het de een".split())
TELLING = (
    "stopped",
    "no_longer",
    "withdrawn",
    "conditional",
    "conditional_weak",
    "planned",
    "denied",
    "continued",
    "resumed",
)
"""Groups of cues that say how a municipality stands to a practice, whatever the verb."""

JOINTS = frozenset(", ; en maar terwijl".split())
LONG_WORD = 8


def carry(sentence: Sentence, index: int, hit: Hit, verdict: Verdict, known: frozenset[str]) -> list[Reading]:
    """Return what a clause without a practice of its own says of its municipalities and the practice before.

    Args:
        sentence: The sentence.
        index: Number of the clause.
        hit: The practice that was named before.
        verdict: How the practice was said to stand there.
        known: Codes of which the clause before spoke already.
    """
    clause = sentence.clauses[index]
    if clause.kind in {"condition", "relative"} or _names_a_practice(sentence, clause):
        return []
    places = [item for item in sentence.within(clause) if item.code not in known and not is_compared(sentence, item)]
    if not places:
        return []
    pieces = _cut_at_places(sentence, clause, places)
    if len(pieces) > 1:
        readings: list[Reading] = []
        for piece in pieces:
            clauses = [*sentence.clauses[:index], piece, *sentence.clauses[index + 1 :]]
            part = dataclasses.replace(sentence, clauses=tuple(clauses))
            told = known | {reading.code for reading in readings}
            readings.extend(carry(part, index, hit, verdict, told))
        return readings
    scope = Scope(sentence.doc, clause.tokens, frozenset())
    stand_in = None if scope.has("stays_out") and not scope.has("planned") else _find_stand_in(sentence, clause)
    if stand_in is not None and (scope.has("carries") or scope.negation() or any(map(scope.has, TELLING))):
        other = _read_stand_in(sentence, index, hit, stand_in)
        how = f"{sentence.doc[stand_in].text} stands for the practice before"
    else:
        other, how = _read_idiom(scope, verdict), "idiom about the practice before"
    if other is None:
        return []
    start, end = sentence.span_of(clause.tokens)
    near = stand_in if stand_in is not None else clause.head
    return [
        Reading(code=place.code, verdict=other, start=start, end=end, how=how)
        for place in choose_group(sentence, places, near, clause)
    ]


def _cut_at_places(sentence: Sentence, clause: Clause, places: Sequence[Named]) -> list[Clause]:
    """Return a clause in pieces where each says something else of its own municipality, or whole.

    The tree often takes "dat Epe het doet, Heerde het wil en Hattem ermee gestopt is" for a single clause.
    """
    cuts: list[int] = []
    for place in sorted(places, key=lambda item: item.first)[1:]:
        before = [spot for spot in clause.tokens if place.first - 4 <= spot < place.first]
        joint = next((spot for spot in reversed(before) if fold(sentence.doc[spot].text) in JOINTS), None)
        if joint is None or joint <= clause.tokens[0]:
            continue
        behind = [spot for spot in clause.tokens if spot > place.last]
        since = [spot for spot in clause.tokens if (cuts[-1] if cuts else clause.tokens[0]) <= spot < joint]
        if _has_verb(sentence, behind) and _has_verb(sentence, since):
            cuts.append(joint)
    if not cuts:
        return [clause]
    edges = [clause.tokens[0], *cuts, clause.tokens[-1] + 1]
    pieces = [[spot for spot in clause.tokens if low <= spot < high] for low, high in pairwise(edges)]
    return [
        dataclasses.replace(
            clause, tokens=piece, head=clause.head if clause.head in piece else _verb_of(sentence, piece)
        )
        for piece in pieces
    ]


def _has_verb(sentence: Sentence, tokens: Sequence[int]) -> bool:
    return any(sentence.doc[spot].pos_ in {"VERB", "AUX"} for spot in tokens)


def _verb_of(sentence: Sentence, tokens: Sequence[int]) -> int:
    return next((spot for spot in reversed(tokens) if sentence.doc[spot].pos_ in {"VERB", "AUX"}), tokens[0])


def _read_stand_in(sentence: Sentence, index: int, hit: Hit, token: int) -> Verdict | None:
    stand_in = dataclasses.replace(hit, anchor=(token,), words=(token,))
    return read_status(sentence.doc, sentence.clauses, index, stand_in, is_question=sentence.is_question)


def _read_idiom(scope: Scope, verdict: Verdict) -> Verdict | None:
    """Return what an idiom alone says: "wacht af", "doet mee", "houdt het bij een gesprek"."""
    for name, status in (("keeps_silent", Status.UNCLEAR), ("stays_out", Status.NOT_USED)):
        if scope.has(name):
            return Verdict(status, f"{name.replace('_', ' ')}: {scope.first(name)}")
    if scope.has("joins") and not scope.negation():
        return Verdict(verdict.status, f"{verdict.rule}; joins: {scope.first('joins')}")
    return None


def _find_stand_in(sentence: Sentence, clause: Clause) -> int | None:
    """Return the word of a clause that stands for what was named before, or None."""
    doc = sentence.doc
    for index in clause.tokens:
        token = doc[index]
        if fold(token.text) in PRONOUNS and _is_pronoun(token, clause):
            return index
    for index in clause.tokens:
        if fold(doc[index].text) in words_of("summing") and index and fold(doc[index - 1].text) in POINTING:
            return index
    return None


def _is_pronoun(token: Token, clause: Clause) -> bool:
    """Tell whether a word stands alone: not "dat model", nor the "dat" that opens a clause."""
    if fold(token.text) in {"er", "ermee", "ervan", "eraan", "erin", "ertoe", "ervoor"} or token.dep_ in {
        "obj",
        "nsubj",
    }:
        return True
    if token.dep_ in DETERMINERS or (token.i == clause.tokens[0] and clause.kind != "main"):
        return False
    following = token.nbor(1) if token.i + 1 < len(token.doc) else None
    before_noun = following is not None and following.pos_ in {"NOUN", "ADJ"} and following.dep_ != "advmod"
    return not before_noun or token.pos_ not in NOT_PRONOUNS


def _names_a_practice(sentence: Sentence, clause: Clause) -> bool:
    patterns = load_practice_rules().patterns
    return any(
        sentence.doc[index].pos_ in {"NOUN", "VERB"}
        and len(sentence.doc[index].text) > LONG_WORD
        and patterns.has_anchor([fold(sentence.doc[index].text)])
        for index in clause.tokens
    )
