"""Find indirect speech: clauses with dat, of or a question word behind a cue; others in `quotation_free`."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from nlp.quotation_clauses import Reported, clause_end, is_hypothetical
from nlp.quotation_cues import (
    Cue,
    find_particle,
    load_cues,
    read_leading_cue,
    read_verb,
    word_list,
)
from nlp.quotation_free import find_free
from nlp.quotation_tokens import QUOTE, WORD, Sentence, Token
from nlp.speaker_words import DETERMINERS, load_words
from nlp.speakers import Speaker, read_phrase

_FARTHEST = 24
"""Tokens before a conjunction among which its cue and speaker stand."""


def find_reported(sentence: Sentence, labels: dict[int, str]) -> list[Reported]:
    """Return the indirect speech of a sentence: the outermost clauses only, in the order of their start.

    Args:
        sentence: A sentence.
        labels: Entity labels by start.

    Returns:
        The clauses, each with its conjunction.
    """
    tokens = sentence.tokens
    found = _find_complements(tokens, labels)
    if found:
        return found
    one = find_free(tokens, labels)
    return [one] if one else []


def _find_complements(tokens: Sequence[Token], labels: dict[int, str]) -> list[Reported]:
    """Read "X zegt dat …", "X vraagt of …", "X heeft betoogd dat …", and "… en stelt dat …" behind it."""
    found: list[Reported] = []
    behind = 0
    conjunctions = _load_conjunctions()
    for index in range(1, len(tokens)):
        if index < behind:
            continue
        if tokens[index].low not in conjunctions or tokens[index - 1].low == tokens[index].low:
            continue
        uses = "i" if tokens[index].low == "dat" else "q"
        end = index - 1 if tokens[index - 1].text in (",", ":") else index
        start = max(_clause_start(tokens, end), index - _FARTHEST, behind)
        cue = read_leading_cue(tokens, end, labels, start, uses)
        if cue and cue.rule in load_cues().data["attributions"]:
            # "Het is volgens X onzin dat …": the clause does not hang on "volgens".
            continue
        if cue is None or cue.speaker is None:
            speaker = found[-1].cue.speaker if found else _read_subject_of_sentence(tokens, labels)
            cue = _read_shared_subject(tokens, max(behind, start), end, uses, speaker)
        if cue is None or cue.speaker is None or not _is_adjacent(tokens, cue, end) or not _is_said(tokens, cue):
            continue
        stop = clause_end(tokens, index, labels)
        if stop - index > 1:
            found.append(Reported(tokens[index].start, tokens[stop - 1].end, cue))
            behind = stop
    return found


@cache
def _load_conjunctions() -> frozenset[str]:
    return word_list("question_words") | {"dat"}


def _read_subject_of_sentence(tokens: Sequence[Token], labels: dict[int, str]) -> Speaker | None:
    """Return the subject of "De raad noemt dat onjuist en zegt …", which the second verb shares."""
    phrase = read_phrase(tokens, 0, labels, loose=True)
    if phrase is None or phrase.next >= len(tokens):
        return None
    verb = tokens[phrase.next].low
    cues = load_cues()
    is_verb = verb in cues.finite or verb in cues.auxiliaries or verb in word_list("finite_verbs")
    return phrase.speaker if is_verb else None


def _read_shared_subject(
    tokens: Sequence[Token], behind: int, end: int, uses: str, speaker: Speaker | None
) -> Cue | None:
    """Read "… en stelt dat …": a second verb of the speaker named before."""
    if speaker is None:
        return None
    for index in range(end - 1, behind, -1):
        if tokens[index - 1].low not in ("en", "maar"):
            continue
        verb = read_verb(tokens[:end], index, uses)
        if verb is None:
            return None
        particle = find_particle(tokens[:end], index + 1, end, verb) or 0
        token = tokens[index]
        return Cue(token.start, token.end, speaker, max(index + 1, particle), "shared_subject", verb.use)
    return None


def _is_said(tokens: Sequence[Token], cue: Cue) -> bool:
    """Tell what somebody said from a condition, a question or a request: "Zegt hij dat …?"."""
    first = next((token for token in tokens if token.kind == WORD), None)
    return not (first and first.start == cue.start and cue.rule != "volgens") and not is_hypothetical(tokens, cue)


def _clause_start(tokens: Sequence[Token], end: int) -> int:
    """Return where the clause before a conjunction begins: behind a semicolon, colon or "maar"."""
    for index in range(end - 1, max(0, end - _FARTHEST), -1):
        if tokens[index].text in (";", ":", "–", "—") or (
            tokens[index].low in word_list("clause_breaks") and tokens[index - 1].text == ","
        ):
            return index + 1
        if tokens[index].low in ("en", "maar") and index + 1 < end and read_verb(tokens, index + 1, "di") is None:
            phrase = read_phrase(tokens, index + 1, {}, loose=True)
            if phrase and phrase.next < end and read_verb(tokens[:end], phrase.next, "diq"):
                return index + 1
    return 0


_NEVER_BETWEEN = frozenset({"die", "dat", "waar", "wie", "niet", "om", "als", "toen", ";", ":"})
_MOST_BETWEEN = 12


def _is_adjacent(tokens: Sequence[Token], cue: Cue, end: int) -> bool:
    """Tell whether nothing but adverbs and phrases with a preposition stands between cue and clause."""
    words = load_words()
    begin = next((n for n, token in enumerate(tokens) if token.start >= cue.end), end)
    if end - begin > _MOST_BETWEEN:
        return False
    denies = any(token.start == cue.start and token.low in word_list("denials") for token in tokens)
    if any(token.low == "niet" for token in tokens[begin:end]) and not denies:
        return False
    between = [number for number in range(max(begin, cue.next), end) if not (denies and tokens[number].low == "niet")]
    if any(_separates(tokens, number, end, cue) for number in between):
        return False
    starts_with_noun = bool(between) and tokens[between[0]].low not in words.prepositions | words.adverbs
    return not (len(between) > 2 and starts_with_noun and tokens[end - 1].kind == WORD)


def _separates(tokens: Sequence[Token], number: int, end: int, cue: Cue) -> bool:
    """Tell a token that can not stand between a cue and its clause."""
    token = tokens[number]
    if token.kind == QUOTE or token.low in _NEVER_BETWEEN:
        return True
    if token.low in load_cues().auxiliaries and token.low not in load_words().adverbs:
        return True
    if number and tokens[number - 1].low in load_words().prepositions | DETERMINERS:
        # "antwoordt op vragen van de raad dat …": a noun.
        return False
    return cue.rule not in ("perfect", "passive") and read_verb(tokens[:end], number, "d") is not None
