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
``a &&& b``             the word `b` here or in a sentence near by, as the caller decides; no part of the match
``a & !b``              no `b` within `REACH` words; ``a && !b`` none in the sentence, ``a &&& !b`` none near it
======================  ====================================================================================

Each different word is looked up once for all patterns together; a pattern is tried only in a sentence that holds all
its words, of which the rarest is asked first, so that a thousand patterns cost little more than the look-up.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

GAP = 12
"""Most words between the two sides of ``..``."""

REACH = 14
"""Most words between the two sides of ``&``."""

MOST_KNOWN = 100_000
"""Words that are remembered with what they are instances of; beyond, all are forgotten, so that memory stays flat."""

NOTHING: frozenset[int] = frozenset()

COMMON = frozenset(
    "aan al alle alleen als bij dan dat de deze die dit doet door een en er gaat geen had haar hebben heeft het "
    "hij hun iemand in is je kan kunnen laat maar maakt man meer mensen met moet moeten na naar niet niets nooit "
    "nog of om onder ook op over staat tot twee u uit van vanuit vast voor vraagt vrouw wat weet weten wie wil "
    "wordt worden zegt zelf zich zij zijn zit zo zonder ze houdt houden gaan gaat komt ging kwam huis mag loopt "
    "is was werd via langs maken andere tweede samen jaar gemaakt gebruik gebruikt gebruiken volgt straat park "
    "gegevens weg hoe".split()
)
"""Words of every other sentence: what a pattern should not be indexed by."""


class Reach(Enum):
    """How far from the first part of a pattern another part may stand."""

    NEAR = "&"
    SENTENCE = "&&"
    AROUND = "&&&"


@dataclass(frozen=True, slots=True)
class Step:
    """One word of a pattern: which element it must be, and how many words may stand before it."""

    element: int
    gap: int


@dataclass(frozen=True, slots=True)
class Part:
    """A run of steps, wanted or unwanted, and where it is looked for."""

    steps: tuple[Step, ...]
    wanted: bool
    reach: Reach


@dataclass(frozen=True, slots=True)
class Pattern:
    """One compiled pattern and the name of what it stands for."""

    name: str
    source: str
    parts: tuple[Part, ...]
    needed: frozenset[int]
    """Elements without which a sentence cannot match."""


@dataclass(frozen=True, slots=True)
class Match:
    """Where a pattern was found: positions of its words in the sentence, those of the first part apart."""

    name: str
    source: str
    anchor: tuple[int, ...]
    words: tuple[int, ...]


STRESSED = {
    word.translate(str.maketrans("aeiou", "áéíóú")): word
    for word in "geen niet wel nooit nog alle alleen ook nu meer juist nee altijd weer moet mag".split()
} | {"géen": "geen", "niét": "niet", "noóit": "nooit", "állemaal": "allemaal", "één": "één"}
"""Short words as they are written with stress: "géén", "wél"."""


@lru_cache(maxsize=MOST_KNOWN)
def fold(word: str) -> str:
    """Return a word as patterns see it: lower case, straight apostrophes, no full stop that the tokeniser left on it.

    >>> fold("Camera’s")
    "camera's"
    >>> fold("hand.")
    'hand'
    """
    plain = word.lower().replace("’", "'").replace("‘", "'")
    if not plain.isascii():
        plain = STRESSED.get(plain, plain)
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
        self._by_key: dict[int, list[tuple[int, Pattern]]] = {}
        self._costs: dict[int, int] = {}
        anchors: set[int] = set()
        number = 0
        for name, sources in patterns.items():
            for source in sources:
                pattern = self._compile(name, source)
                key = min(sorted(pattern.needed), key=lambda element: self._costs[element])
                self._by_key.setdefault(key, []).append((number, pattern))
                anchors.add(pattern.parts[0].steps[0].element)
                number += 1
        self._keys = frozenset(self._by_key)
        self._anchors = frozenset(anchors)
        self._longest = max(map(len, (*self._prefix, *self._suffix)), default=0)

    def look_up(self, word: str) -> frozenset[int]:
        """Return the elements that a folded word is an instance of."""
        known = self._known.get(word)
        if known is None:
            found = set(self._literal.get(word, ()))
            for length in range(2, min(len(word), self._longest) + 1):
                found.update(self._prefix.get(word[:length], ()))
                found.update(self._suffix.get(word[-length:], ()))
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            known = self._known[word] = frozenset(found) if found else NOTHING
        return known

    def is_key(self, word: str) -> bool:
        """Tell whether a folded word is what some pattern is found by: a sentence without one matches nothing."""
        return not self._keys.isdisjoint(self.look_up(word))

    def has_anchor(self, words: Iterable[str]) -> bool:
        """Tell whether any pattern could begin at one of these folded words."""
        return any(not self._anchors.isdisjoint(self.look_up(word)) for word in words)

    def find(
        self,
        words: Sequence[str],
        names: AbstractSet[str] | None = None,
        around: Callable[[], Iterable[str]] | None = None,
    ) -> Iterator[Match]:
        """Yield the matches in a sentence, by position.

        Args:
            words: The folded words of the sentence.
            names: Look for these names only.
            around: Gives the folded words of the sentences near it; asked only where a pattern with ``&&&`` might fit.
        """
        seen = [self.look_up(word) for word in words]
        here = NOTHING.union(*seen)
        possible = [
            (number, pattern)
            for key in here & self._keys
            for number, pattern in self._by_key[key]
            if pattern.needed <= here and (names is None or pattern.name in names)
        ]
        if not possible:
            return
        beside = here
        if around and any(part.reach is Reach.AROUND for _, pattern in possible for part in pattern.parts):
            beside = here.union(*map(self.look_up, around()))
        starts = [
            (position, number, pattern)
            for number, pattern in possible
            for position, elements in enumerate(seen)
            if pattern.parts[0].steps[0].element in elements
        ]
        for position, _, pattern in sorted(starts, key=lambda start: start[:2]):
            match = self._match(pattern, seen, position, beside)
            if match is not None:
                yield match

    def _match(
        self, pattern: Pattern, seen: Sequence[frozenset[int]], position: int, beside: frozenset[int]
    ) -> Match | None:
        anchor = _follow(pattern.parts[0].steps, seen, position)
        if anchor is None:
            return None
        words = list(anchor)
        for part in pattern.parts[1:]:
            first = part.steps[0].element
            if part.reach is Reach.AROUND:
                if (first in beside) != part.wanted:
                    return None
                continue
            is_far = part.reach is Reach.SENTENCE
            low = 0 if is_far else max(0, anchor[0] - REACH)
            high = len(seen) if is_far else min(len(seen), anchor[-1] + REACH + 1)
            found = None
            spots = [spot for spot in range(low, high) if first in seen[spot]]
            for spot in sorted(spots, key=lambda spot: abs(spot - anchor[0])):
                if spot not in anchor or not part.wanted:
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
        pieces = re.split(r"\s(&{1,3})\s", source.strip())
        reaches = [Reach.NEAR, *map(Reach, pieces[1::2])]
        for reach, piece in zip(reaches, pieces[::2], strict=True):
            wanted = not piece.startswith("!")
            steps, gap = [], 0
            for word in piece.removeprefix("!").split():
                if set(word) == {"&"}:
                    raise ValueError(f"{name}: nothing stands before or behind {word} in {source!r}")
                if word == "..":
                    gap = GAP
                else:
                    steps.append(Step(self._element(word, source), gap))
                    gap = 0
            if not steps:
                raise ValueError(f"{name}: empty pattern in {source!r}")
            if reach is Reach.AROUND and len(steps) > 1:
                raise ValueError(f"{name}: one word only can be asked of the sentences around: {source!r}")
            parts.append(Part(tuple(steps), wanted, reach))
        if not parts[0].wanted:
            raise ValueError(f"{name}: a pattern cannot begin with what must not be there: {source!r}")
        here = [part for part in parts if part.wanted and part.reach is not Reach.AROUND]
        return Pattern(name, source, tuple(parts), frozenset(step.element for part in here for step in part.steps))

    def _element(self, word: str, source: str) -> int:
        if word not in self._elements:
            number = self._elements[word] = len(self._elements)
            self._costs[number] = 0
            for alternative in self._spell_out(word, source):
                self._costs[number] += 1000 if alternative in COMMON else 3 if "*" in alternative else 1
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
