"""A sentence with its clauses and the municipalities that it names: what the rules of assertion look at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Doc

from nlp.clauses import Clause, cut_clauses
from nlp.patterns import fold
from staving.schema import Mention


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A municipality named at a place of the text."""

    first: int
    """Position of its first word."""
    last: int
    """Position of its last word."""
    mention: Mention
    """The mention."""

    @property
    def code(self) -> str:
        """CBS code."""
        return self.mention.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence of a text."""

    doc: Doc
    """The text."""
    text: str
    """Its characters; asking spaCy for them each time would cost a walk over the whole text."""
    number: int
    """Its number in the text."""
    start: int
    """Position of its first word."""
    end: int
    """One past the position of its last word."""
    clauses: tuple[Clause, ...]
    """Its clauses."""
    named: tuple[Named, ...]
    """The municipalities that it names."""

    @property
    def starts_at(self) -> int:
        """Its first character."""
        return int(self.doc[self.start].idx)

    @property
    def ends_at(self) -> int:
        """One past its last character."""
        last = self.doc[self.end - 1]
        return int(last.idx) + len(last.text)

    @property
    def is_question(self) -> bool:
        """Whether it ends with a question mark."""
        return self.doc[self.start : self.end].text.rstrip(" \n\"'”’“»)").endswith("?")

    def find_clause(self, token: int) -> int:
        """Return the number of the clause that a word stands in."""
        return next((number for number, clause in enumerate(self.clauses) if token in clause.tokens), 0)

    def within(self, clause: Clause) -> list[Named]:
        """Return the municipalities that a clause names."""
        return [place for place in self.named if place.first in clause.tokens]

    def span_of(self, tokens: Sequence[int]) -> tuple[int, int]:
        """Return the characters from the first to the last of some words."""
        first, last = self.doc[tokens[0]], self.doc[tokens[-1]]
        return first.idx, last.idx + len(last.text)

    def words(self, start: int, end: int) -> list[str]:
        """Return the folded words between two positions, as far as the text goes."""
        return [fold(self.doc[index].text) for index in range(max(0, start), min(end, len(self.doc)))]


def open_sentence(doc: Doc, text: str, number: int, *, start: int, end: int, named: Sequence[Named]) -> Sentence:
    """Return a parsed sentence with its clauses.

    Args:
        doc: The text.
        text: Its characters.
        number: Number of the sentence.
        start: Position of its first word.
        end: One past the position of its last word.
        named: Municipalities that the text names; those of the sentence are kept.
    """
    here = tuple(place for place in named if start <= place.first < end)
    clauses = tuple(cut_clauses(doc, start, end))
    return Sentence(doc=doc, text=text, number=number, start=start, end=end, clauses=clauses, named=here)
