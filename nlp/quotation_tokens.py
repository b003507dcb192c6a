"""The tokens a reader of quotations works on: words, signs, and each marked stretch as one token.

With the words of others folded into one token, a sentence reads as the writer built it: QUOTE, zegt Jan.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from nlp.quotation_marks import Marked

WORD, SIGN, QUOTE = "word", "sign", "quote"

_TOKEN = re.compile(
    r"(?<!\w)(?:(?:[A-Z]|Th|Ch|Chr|Ph|IJ)\.){1,5}(?=\s?[A-Z]|\s(?:van|de|den|der|ter|ten|te|el|von)\s)|(?<!\w)['’][snmtkr](?:-\w+)?(?!\w)"
    r"|(?i:drs|mr|dr|ir|ing|prof|dhr|mevr|mw|jhr|ds)\.|\w+(?:['’\-&/@.]\w+)*|\S"
)
_STOPS = frozenset(".!?…")

LONGEST_SENTENCE = 250
"""Tokens after which a sentence is cut: what is longer is no sentence, and time stays linear."""

_MARKUP = re.compile(
    r"<sup>[^<\n]{0,20}</sup>|</?[a-zA-Z][^<>\n]{0,300}>|\[\d{1,3}\]|[\u00b9\u00b2\u00b3\u2070-\u2079]+"
)


def blank_markup(text: str) -> str:
    """Return the text with tags and footnote signs as blanks, of the same length: offsets stay valid."""
    return _MARKUP.sub(lambda match: " " * len(match[0]), text)


class Token(NamedTuple):
    """One word, sign or marked stretch (a named tuple: texts have many, and it is made fastest)."""

    start: int
    end: int
    text: str
    low: str
    kind: str
    marked: int = -1
    """For a marked stretch: its number."""

    @property
    def is_capital(self) -> bool:
        """Whether it begins with a capital letter."""
        return self.kind == WORD and self.text[0].isupper()


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as the writer built it."""

    tokens: tuple[Token, ...]
    paragraph: int

    @property
    def start(self) -> int:
        """First character."""
        return self.tokens[0].start

    @property
    def end(self) -> int:
        """One past the last character."""
        return self.tokens[-1].end


def read_sentences(text: str, paragraphs: list[tuple[int, int]], marked: list[Marked]) -> list[Sentence]:
    """Return the sentences of a text, each marked stretch a token of its own.

    Args:
        text: The text.
        paragraphs: Its paragraphs; a sentence never runs over the end of one.
        marked: Marked stretches in the order of their start, none within another.
    """
    sentences: list[Sentence] = []
    number = 0
    for index, (begin, end) in enumerate(paragraphs):
        while number < len(marked) and marked[number].open < begin:
            number += 1
        tokens: list[Token] = []
        position = begin
        while number < len(marked) and marked[number].open < end:
            one = marked[number]
            tokens.extend(_tokenise(text, position, one.open))
            tokens.append(Token(one.open, one.close, text[one.open : one.close], "", QUOTE, number))
            position = max(position, one.close)
            number += 1
        tokens.extend(_tokenise(text, position, end))
        sentences.extend(Sentence(tuple(part), index) for part in _split(text, tokens, marked))
    return sentences


def _tokenise(text: str, start: int, end: int) -> list[Token]:
    tokens = []
    for match in _TOKEN.finditer(text, start, end):
        word = match[0]
        kind = WORD if word[0].isalnum() or len(word) > 1 else SIGN
        tokens.append(Token(match.start(), match.end(), word, word.casefold(), kind))
    return tokens


def _split(text: str, tokens: list[Token], marked: list[Marked]) -> list[list[Token]]:
    parts: list[list[Token]] = []
    current: list[Token] = []
    for index, token in enumerate(tokens):
        current.append(token)
        following = tokens[index + 1] if index + 1 < len(tokens) else None
        if following is not None and (
            len(current) >= LONGEST_SENTENCE or _ends_sentence(text, token, following, marked)
        ):
            parts.append(current)
            current = []
    if current:
        parts.append(current)
    return parts


def _ends_sentence(text: str, token: Token, following: Token, marked: list[Marked]) -> bool:
    starts_anew = (
        following.is_capital or following.kind == QUOTE or following.text[0].isdigit() or following.text in "-–—'’"
    )
    if token.kind == QUOTE:
        one = marked[token.marked]
        closed = text[one.end - 1] in _STOPS or text[one.end : one.end + 1] in _STOPS
        return closed and starts_anew
    if token.text in _STOPS:
        return starts_anew and (following.start > token.end or following.kind == QUOTE)
    return False
