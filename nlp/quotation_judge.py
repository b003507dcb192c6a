"""Tell quotations from titles and scare quotes by what stands around the marks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from nlp.quotation_cues import Cue, word_list
from nlp.quotation_marks import DASH, Marked
from nlp.quotation_tokens import QUOTE, WORD, Token
from nlp.speaker_words import DETERMINERS

_STOPS = frozenset(".!?…")
_DASHES = frozenset("–—|")
_JOINTS = frozenset({"en", "maar", "want", "dus"})
_ENUMERATED = re.compile(r"(?:\d{1,2}(?:\.\d{1,2}){0,3}\.?|[a-z][.)]|[-–•])\s+(?=\w)")
"""What opens a numbered consideration or an item of a list: quoted paper, nobody's speech by itself."""
PHRASE = 2
"""Words from which on marked words are more than one thing's name."""
CLAUSE = 4
"""Words from which on they can be a clause."""


def is_title(text: str, one: Marked, tokens: Sequence[Token], index: int, cue: Cue | None) -> bool:
    """Tell a title or a so-called thing: "het boek ‘…’", "de zogeheten ‘…’", "‘gratis koffie’-actie".

    Args:
        text: The text.
        one: The marked stretch.
        tokens: Tokens of its sentence.
        index: Its token.
        cue: Its cue, where it has one.
    """
    following = text[tokens[index].end : tokens[index].end + 2]
    if following[:1] in ("-", "–") and following[1:].isalpha():
        return True
    if index == 0:
        return False
    previous = tokens[index - 1]
    if previous.low in word_list("title_words"):
        return True
    if cue and "n" in cue.use and cue.start < one.open and text[one.start].islower():
        # "noemt het plan „ronduit onverantwoord”": what is said of the plan, not its title.
        return False
    return previous.low in word_list("title_nouns") or (
        previous.kind == WORD and previous.text.islower() and previous.low.endswith(_title_endings())
    )


@cache
def _title_endings() -> tuple[str, ...]:
    shortest = 4
    return tuple(word for word in word_list("title_nouns") if len(word) > shortest)


def is_quotation(text: str, one: Marked, tokens: Sequence[Token], index: int, cue: Cue | None) -> bool:
    """Tell whether a marked stretch is a quotation rather than a scare quote.

    Args:
        text: The text.
        one: The marked stretch.
        tokens: Tokens of its sentence.
        index: Its token.
        cue: Its cue, where it has one.
    """
    words = _words_of(text, one)
    previous = tokens[index - 1] if index else None
    if not words or one.family == DASH:
        return bool(words)
    if cue is None and (_ENUMERATED.match(text, one.start) or _introduces_rule(tokens[:index])):
        return False
    if cue and cue.start > one.open:
        # "QUOTE, zegt Jan": whatever its length; a word within a clause is not what "zegt Jan" closes.
        within = previous is not None and previous.kind == WORD and previous.low not in _JOINTS
        return not within or len(words) >= CLAUSE
    if previous is None:
        return _stands_alone(text, one, tokens, words) or cue is not None
    if previous.text == ":":
        return True
    return _is_part(tokens, index, words, cue, ends=text[one.end - 1] in _STOPS)


def _introduces_rule(tokens: Sequence[Token]) -> bool:
    """Tell "Artikel 17 van de wet luidt:", which gives the text of a rule, from what somebody says."""
    low = [token.low for token in tokens[-12:]]
    return any(verb in low for verb in ("luidt", "luidde", "bepaalt", "bepaalde", "ingevolge", "krachtens")) and any(
        word in low for word in ("artikel", "artikelen", "lid", "wet", "verordening", "bepaling", "beleidsregel")
    )


def _stands_alone(text: str, one: Marked, tokens: Sequence[Token], words: list[str]) -> bool:
    """Judge a stretch that begins a sentence: is it the sentence, or only its first words?"""
    following = tokens[1] if len(tokens) > 1 else None
    closes = following is None or following.text in _STOPS or following.kind == QUOTE
    # A headline: „…” – who or what it is about.
    closes = closes or (following is not None and following.text in _DASHES and _has_voice(words))
    ends = text[one.end - 1] in _STOPS
    if following is not None and following.text == "," and len(words) > PHRASE and _has_voice(words):
        return True
    if ends:
        return len(words) >= PHRASE or closes
    return closes and len(words) >= PHRASE and (words[0][0].isupper() or len(words) >= CLAUSE)


def _is_part(tokens: Sequence[Token], index: int, words: list[str], cue: Cue | None, *, ends: bool) -> bool:
    """Judge a stretch within a sentence that a writer began."""
    previous = tokens[index - 1]
    # "noemt de werkwijze „…”": the noun before it is what gets the name, not its article.
    gives_name = cue is not None and "n" in cue.use
    is_object = gives_name and previous.low in ("het", "dit", "dat") and _closes_phrase(tokens, index)
    behind_article = (previous.low in DETERMINERS and not is_object) or (
        not gives_name and previous.low.endswith("e") and _is_attribute(tokens, index)
    )
    if cue:
        if behind_article:
            return len(words) > PHRASE
        return len(words) >= PHRASE or ends or _is_opinion(words[0].casefold())
    if behind_article:
        return False
    if ends and words[0][0].isupper() and (previous.text == "," or len(words) >= CLAUSE):
        return True
    return len(words) >= CLAUSE and _has_voice(words)


def _closes_phrase(tokens: Sequence[Token], index: int) -> bool:
    """Tell "noemt het „een gok”" (het is what gets the name) from "noemt het ‘oude’ plan"."""
    after = tokens[index + 1] if index + 1 < len(tokens) else None
    return after is None or after.kind != WORD or after.low in ("en", "maar", "of", "omdat")


def _is_attribute(tokens: Sequence[Token], index: int) -> bool:
    """Tell an adjective behind an article: "een nieuwe ‘werkwijze’"."""
    return index > 1 and tokens[index - 2].low in DETERMINERS and tokens[index - 1].kind == WORD


def _words_of(text: str, one: Marked) -> list[str]:
    most = 400
    words = text[one.start : min(one.end, one.start + most)].split()
    return [word for word in words if any(character.isalnum() for character in word)]


def _is_opinion(word: str) -> bool:
    return word in word_list("opinion_words") or word.endswith(tuple(word_list("opinion_endings")))


def _has_voice(words: list[str]) -> bool:
    """Tell whether words hold a pronoun or a finite verb, as what somebody says does."""
    low = {word.casefold().strip(".,!?") for word in words}
    return bool(low & word_list("first_person")) or bool(low & word_list("finite_signs"))
