"""Word patterns: a small notation for what a practice or a cue looks like, so that rules can be data.

A pattern is written in lower case, one word after another:

======================  ====================================================================================
``camera camera's``     these words, next to each other
``film|filmt|filmde``   one of these words
``opname*``             a word that begins so; ``*gesprek`` one that ends so
``@talk``               a word of the class `talk` of the lexicon
``neemt .. op``         at most `GAP` words between the two
``a & b``               `b` within `REACH` words of `a`, before or after
``a && b``              `b` anywhere in the sentence
``a & !b``              no `b` within `REACH` words; ``a && !b`` none in the sentence
======================  ====================================================================================

Each word of a text is looked up once for all patterns together; a pattern is tried only where its first word
stands, so that hundreds of patterns cost little more than the look-up.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

GAP = 12
"""Most words between the two sides of ``..``."""

REACH = 14
"""Most words between the two sides of ``&``."""


@dataclass(frozen=True, slots=True)
class Step:
    """One word of a pattern: which element it must be, and how many words may stand before it."""

    element: int
    gap: int


@dataclass(frozen=True, slots=True)
class Part:
    """A run of steps, wanted or unwanted, near or anywhere in the sentence."""

    steps: tuple[Step, ...]
    wanted: bool
    far: bool


@dataclass(frozen=True, slots=True)
class Pattern:
    """One compiled pattern and the name of what it stands for."""

    name: str
    source: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """Where a pattern was found: positions of its words in the sentence, those of the first part apart."""

    name: str
    source: str
    anchor: tuple[int, ...]
    words: tuple[int, ...]


def fold(word: str) -> str:
    """Return a word as patterns see it: lower case, straight apostrophes, no full stop that the tokeniser left on it.

    >>> fold("Camera’s")
    "camera's"
    >>> fold("hand.")
    'hand'
    """
    plain = word.lower().replace("’", "'").replace("‘", "'")
    return plain[:-1] if len(plain) > 2 and plain[-1] == "." and plain[:-1].isalpha() else plain


class PatternSet:
    """Patterns that are looked for together."""

    def __init__(self, patterns: Mapping[str, Iterable[str]], classes: Mapping[str, Sequence[str]]) -> None:
        """Compile patterns.

        Args:
            patterns: Name to its patterns.
            classes: Word classes that patterns may use as ``@name``; a class may use other classes.

        Raises:
            ValueError: A pattern is empty or names a class that is not there.
        """
        self._classes = classes
        self._elements: dict[str, int] = {}
        self._literal: dict[str, set[int]] = {}
        self._prefix: dict[str, set[int]] = {}
        self._suffix: dict[str, set[int]] = {}
        self._known: dict[str, frozenset[int]] = {}
        self._by_anchor: dict[int, list[Pattern]] = {}
        for name, sources in patterns.items():
            for source in sources:
                pattern = self._compile(name, source)
                self._by_anchor.setdefault(pattern.parts[0].steps[0].element, []).append(pattern)

    def look_up(self, word: str) -> frozenset[int]:
        """Return the elements that a folded word is an instance of."""
        known = self._known.get(word)
        if known is None:
            found = set(self._literal.get(word, ()))
            for length in range(2, len(word) + 1):
                found |= self._prefix.get(word[:length], set())
                found |= self._suffix.get(word[-length:], set())
            known = self._known[word] = frozenset(found)
        return known

    def has_anchor(self, words: Iterable[str]) -> bool:
        """Tell whether any pattern could begin at one of these folded words: the fast pass over whole documents."""
        return any(element in self._by_anchor for word in words for element in self.look_up(word))

    def find(self, words: Sequence[str], names: frozenset[str] | None = None) -> Iterator[Match]:
        """Yield the matches in a sentence, by position.

        Args:
            words: The folded words of the sentence.
            names: Look for these names only.
        """
        seen = [self.look_up(word) for word in words]
        for position, elements in enumerate(seen):
            for element in elements:
                for pattern in self._by_anchor.get(element, ()):
                    if names is not None and pattern.name not in names:
                        continue
                    match = self._match(pattern, seen, position)
                    if match is not None:
                        yield match

    def _match(self, pattern: Pattern, seen: Sequence[frozenset[int]], position: int) -> Match | None:
        anchor = _follow(pattern.parts[0].steps, seen, position)
        if anchor is None:
            return None
        words = list(anchor)
        for part in pattern.parts[1:]:
            low = 0 if part.far else max(0, anchor[0] - REACH)
            high = len(seen) if part.far else min(len(seen), anchor[-1] + REACH + 1)
            found = None
            first = part.steps[0].element
            spots = sorted(range(low, high), key=lambda spot: abs(spot - anchor[0]))
            for spot in spots:
                if first in seen[spot] and (spot not in anchor or not part.wanted):
                    found = _follow(part.steps, seen, spot)
                    if found is not None and part.wanted and set(found) & set(anchor):
                        found = None
                    if found is not None:
                        break
            if (found is not None) != part.wanted:
                return None
            if found is not None:
                words.extend(found)
        return Match(pattern.name, pattern.source, anchor, tuple(sorted(set(words))))

    def _compile(self, name: str, source: str) -> Pattern:
        parts = []
        pieces = re.split(r"\s(&&?)\s", source.strip())
        joiners = ["&", *pieces[1::2]]
        for joiner, piece in zip(joiners, pieces[::2], strict=True):
            wanted = not piece.startswith("!")
            steps, gap = [], 0
            for word in piece.removeprefix("!").split():
                if word in {"&", "&&"}:
                    raise ValueError(f"{name}: nothing stands before or behind {word} in {source!r}")
                if word == "..":
                    gap = GAP
                else:
                    steps.append(Step(self._element(word, source), gap))
                    gap = 0
            if not steps:
                raise ValueError(f"{name}: empty pattern in {source!r}")
            parts.append(Part(tuple(steps), wanted, joiner == "&&"))
        if not parts[0].wanted:
            raise ValueError(f"{name}: a pattern cannot begin with what must not be there: {source!r}")
        return Pattern(name, source, tuple(parts))

    def _element(self, word: str, source: str) -> int:
        if word not in self._elements:
            number = self._elements[word] = len(self._elements)
            for alternative in self._spell_out(word, source):
                if alternative.endswith("*"):
                    self._prefix.setdefault(alternative[:-1], set()).add(number)
                elif alternative.startswith("*"):
                    self._suffix.setdefault(alternative[1:], set()).add(number)
                else:
                    self._literal.setdefault(alternative, set()).add(number)
        return self._elements[word]

    def _spell_out(self, word: str, source: str) -> Iterator[str]:
        for alternative in word.split("|"):
            if alternative.startswith("@"):
                if alternative[1:] not in self._classes:
                    raise ValueError(f"unknown word class {alternative} in {source!r}")
                for member in self._classes[alternative[1:]]:
                    yield from self._spell_out(member, source)
            else:
                yield alternative


def _follow(steps: tuple[Step, ...], seen: Sequence[frozenset[int]], position: int) -> tuple[int, ...] | None:
    """Return the positions of the steps from `position` on, the nearest first, or None."""
    if steps[0].element not in seen[position]:
        return None
    found = [position]
    for step in steps[1:]:
        for spot in range(found[-1] + 1, min(len(seen), found[-1] + 2 + step.gap)):
            if step.element in seen[spot]:
                found.append(spot)
                break
        else:
            return None
    return tuple(found)
