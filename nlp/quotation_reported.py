"""Find indirect speech: clauses with dat, of or a question word behind a cue, and clauses before or after one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nlp.quotation_cues import Cue, load_cues, read_following_cue, read_leading_cue, read_verb, word_list
from nlp.quotation_tokens import QUOTE, WORD, Sentence, Token
from nlp.speaker_words import load_words
from nlp.speakers import read_phrase

_STOPS = frozenset(".!?…")
_FARTHEST = 24
"""Tokens before a conjunction among which its cue and speaker stand."""


@dataclass(frozen=True, slots=True)
class Reported:
    """A reported clause with its cue."""

    start: int
    end: int
    cue: Cue


def find_reported(sentence: Sentence, labels: dict[int, str]) -> Reported | None:
    """Return the indirect speech of a sentence: the outermost clause only.

    Args:
        sentence: A sentence.
        labels: Entity labels by start.

    Returns:
        The clause with its conjunction, or None.
    """
    tokens = sentence.tokens
    return _find_complement(tokens, labels) or _find_closed_by_cue(tokens, labels) or _find_according(tokens, labels)


def _find_complement(tokens: Sequence[Token], labels: dict[int, str]) -> Reported | None:
    """Read "X zegt dat …", "X vraagt of …", "X heeft betoogd dat …"."""
    for index in range(1, len(tokens)):
        token = tokens[index]
        if token.low == "dat":
            uses = "i"
        elif token.low in word_list("question_words"):
            uses = "q"
        else:
            continue
        end = index - 1 if tokens[index - 1].text in (",", ":") else index
        start = max(_clause_start(tokens, end), index - _FARTHEST)
        cue = read_leading_cue(tokens, end, labels, start, uses)
        if cue is None or cue.speaker is None or not _is_adjacent(tokens, cue, end) or _is_hypothetical(tokens, cue):
            continue
        stop = _clause_end(tokens, index, labels)
        if stop - index > 1:
            return Reported(token.start, tokens[stop - 1].end, cue)
    return None


def _is_hypothetical(tokens: Sequence[Token], cue: Cue) -> bool:
    """Tell "Zodra de klant zegt dat …" and "als hij vindt dat …": nobody has said it."""
    speaker = cue.speaker.start if cue.speaker else cue.start
    before = [n for n, token in enumerate(tokens) if token.start < min(speaker, cue.start)]
    for number in reversed(before[-6:]):
        if tokens[number].low in word_list("subordinators") and tokens[number].low != "om":
            return True
        if tokens[number].kind != WORD:
            break
    return False


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
    if end - begin > _MOST_BETWEEN or any(token.low == "niet" for token in tokens[begin:end]):
        return False
    between = range(max(begin, cue.next), end)
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
    return cue.rule not in ("perfect", "passive") and read_verb(tokens[:end], number, "d") is not None


def _clause_end(tokens: Sequence[Token], index: int, labels: dict[int, str]) -> int:
    """Return the token behind a reported clause: the end of the sentence, or the main clause that follows."""
    stop = len(tokens)
    while stop > index and (tokens[stop - 1].text in _STOPS or tokens[stop - 1].text in ",;)*_"):
        stop -= 1
    for number in range(index + 2, stop):
        if _breaks_off(tokens, number, stop, labels):
            return number - 1 if tokens[number - 1].text == "," else number
    return stop


def _breaks_off(tokens: Sequence[Token], number: int, stop: int, labels: dict[int, str]) -> bool:
    """Tell whether a reported clause ends before a token: the writer, or somebody else, has the word again."""
    token = tokens[number]
    if token.text == ";" or number + 1 >= stop:
        return token.text == ";"
    if token.text == ",":
        after = tokens[number + 1]
        cue = read_following_cue(tokens, number + 1, labels, after_quote=False) if after.low != "dat" else None
        closes = cue is not None and (after.low == "zo" or cue.next >= stop - 4)
        return closes or after.low in word_list("clause_breaks")
    if token.low not in ("en", "of", "maar", "terwijl"):
        return False
    # "zegt dat … en eist …": the speaker goes on to do something else.
    goes_on = token.low in ("en", "maar") and number + 3 < stop and _is_finite(tokens[number + 1])
    return goes_on or (token.low != "of" and _is_main_clause(tokens, number + 1, stop, labels))


def _is_finite(token: Token) -> bool:
    return token.low in load_cues().finite and not token.low.endswith("en")


def _is_main_clause(tokens: Sequence[Token], index: int, stop: int, labels: dict[int, str]) -> bool:
    """Tell whether a speaker and a verb of speech follow: "en de raad stelt dat …"."""
    phrase = read_phrase(tokens, index, labels, loose=True)
    return bool(phrase and phrase.next < stop and read_verb(tokens, phrase.next, "diq"))


def _find_closed_by_cue(tokens: Sequence[Token], labels: dict[int, str]) -> Reported | None:
    """Read a clause without marks that a cue closes: "Er is niets bewaard, zegt de wethouder."."""
    if tokens[0].kind == QUOTE or tokens[0].low in word_list("subordinators") or len(tokens) < len("a b , c d".split()):
        return None
    first_comma = 2
    quote = next((n for n, token in enumerate(tokens) if token.kind == QUOTE), len(tokens))
    for number in range(min(len(tokens) - 2, quote - 1), first_comma, -1):
        if tokens[number].text != ",":
            continue
        cue = read_following_cue(tokens, number + 1, labels, after_quote=False)
        if cue is None or cue.speaker is None or cue.use == "n":
            continue
        rest = tokens[cue.next :]
        closed = not rest or rest[0].kind != WORD or rest[0].low in load_words().prepositions | load_words().adverbs
        if not closed or any(token.low == "dat" for token in rest):
            continue
        if tokens[0].low in ("volgens", "aldus"):
            continue
        return Reported(tokens[0].start, tokens[number - 1].end, cue)
    return None


def _find_according(tokens: Sequence[Token], labels: dict[int, str]) -> Reported | None:
    """Read "Volgens X is er niets bewaard": the clause behind the speaker."""
    if tokens[0].low != "volgens":
        return None
    cue = read_following_cue(tokens, 0, labels, after_quote=False)
    if cue is None or cue.speaker is None:
        return None
    begin = cue.next
    while begin < len(tokens) and tokens[begin].text == ",":
        begin += 1
    stop = _clause_end(tokens, begin, labels) if begin < len(tokens) else begin
    shortest = 3
    if stop - begin < shortest or any(token.kind == QUOTE for token in tokens[begin:stop]):
        return None
    return Reported(tokens[begin].start, tokens[stop - 1].end, cue)
