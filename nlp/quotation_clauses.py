"""Where a reported clause ends, and whether somebody really said it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nlp.quotation_cues import Cue, load_cues, read_following_cue, read_verb, word_list
from nlp.quotation_tokens import WORD, Token
from nlp.speakers import read_phrase

_STOPS = frozenset(".!?…")
_RELATIVES = frozenset({"die", "dat", "wie", "wiens", "wier"})


@dataclass(frozen=True, slots=True)
class Reported:
    """A reported clause with its cue."""

    start: int
    end: int
    cue: Cue


def is_hypothetical(tokens: Sequence[Token], cue: Cue) -> bool:
    """Tell "Zodra de klant zegt dat …" and "als hij vindt dat …": nobody has said it."""
    speaker = cue.speaker.start if cue.speaker else cue.start
    before = [n for n, token in enumerate(tokens) if token.start < min(speaker, cue.start)]
    for number in reversed(before[-6:]):
        low = tokens[number].low
        if low in word_list("subordinators") and low not in word_list("factive_subordinators"):
            return True
        if tokens[number].kind != WORD:
            break
    return False


def clause_end(tokens: Sequence[Token], index: int, labels: dict[int, str]) -> int:
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


def skip_relative(tokens: Sequence[Token], index: int) -> int:
    """Return the token behind commas and the relative clause that may stand there: "…, die dit zag, …"."""
    while index < len(tokens) and tokens[index].text == ",":
        index += 1
    if 0 < index < len(tokens) and tokens[index - 1].text == "," and tokens[index].low in _RELATIVES:
        close = next((n for n in range(index, min(len(tokens), index + 20)) if tokens[n].text == ","), None)
        return close + 1 if close else index
    return index
