"""Cues: what the words of a clause say about the practice that it names (`lexicon/assertion_cues.json`).

A negation counts only where it reaches the practice: "filmt zonder toestemming" refuses the permission, not the
filming.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from spacy.tokens import Doc

from nlp.lexicons import load_lexicon
from nlp.patterns import Match, PatternSet, fold

BLANK = "□"
NEGATIONS = frozenset(
    "niet nooit nimmer evenmin geenszins allerminst nergens niemand niets niks nee neen noch geen zonder".split()
)
ADVERSATIVES = frozenset("maar doch echter".split())
POSITIVE = ("litotes", "continued", "resumed")
"""Groups that take away the negation or the end that they hold: "niet ongebruikelijk", "nooit gestopt"."""

AHEAD = 3
"""How many words after a negation may say what it denies."""


@cache
def load_cues() -> PatternSet:
    """Return the compiled cues."""
    lexicon = load_lexicon("assertion_cues")
    return PatternSet({name: row["patterns"] for name, row in lexicon["groups"].items()}, lexicon["classes"])


@cache
def words_of(name: str) -> frozenset[str]:
    """Return a word class of the cues."""
    lexicon = load_lexicon("assertion_cues")
    return frozenset(lexicon["classes"].get(name) or lexicon[name])


class Scope:
    """The words of a clause as the cues see them: what the practice itself uses is blanked out."""

    def __init__(self, doc: Doc, tokens: Sequence[int], hidden: frozenset[int], anchor: Sequence[int] = ()) -> None:
        """Look up the cues.

        Args:
            doc: The text.
            tokens: Positions of the words, in order.
            hidden: Positions of the words that are blanked out.
            anchor: Positions of the words that name the practice.
        """
        self.doc = doc
        self.tokens = list(tokens)
        self.words = [BLANK if index in hidden else fold(doc[index].text) for index in tokens]
        self.anchor = [position for position, index in enumerate(tokens) if index in anchor]
        self.found = self._look()
        positive = {name: self.found[name] for name in POSITIVE if name in self.found}
        covered = {word for matches in positive.values() for match in matches for word in match.words}
        if covered:
            self.words = [BLANK if position in covered else word for position, word in enumerate(self.words)]
            self.found = self._look() | positive

    @property
    def text(self) -> str:
        """The words, in one line."""
        return " ".join(self.words)

    def has(self, name: str) -> bool:
        """Tell whether a cue of this group stands in the clause."""
        return name in self.found

    def first(self, name: str) -> str:
        """Return the words of the first cue of a group."""
        return " ".join(self.words[position] for position in self.found[name][0].words)

    def negation(self) -> str | None:
        """Return the word that denies the practice, or None."""
        for position, word in enumerate(self.words):
            if word not in NEGATIONS or self._reaches_other(position):
                continue
            if not self.anchor or not self._is_apart(position):
                return word
        return None

    def _look(self) -> dict[str, list[Match]]:
        found: dict[str, list[Match]] = {}
        for match in load_cues().find(self.words):
            if not self._is_void(match):
                found.setdefault(match.name, []).append(match)
        return found

    def _is_void(self, match: Match) -> bool:
        """Tell whether a negation in a match denies something else than the practice."""
        return match.name in {"withdrawn", "stopped"} and any(
            self.words[position] in NEGATIONS and position + 1 not in match.words and self._reaches_other(position)
            for position in match.words
        )

    def _reaches_other(self, position: int) -> bool:
        """Tell whether a negation reaches something else than the practice."""
        word = self.words[position]
        spots = range(position + 1, min(len(self.words), position + 1 + AHEAD))
        following = [(spot, fold(self.doc[self.tokens[spot]].text)) for spot in spots]
        if word in {"geen", "zonder", "nooit"}:
            for spot, other in following:
                if spot in self.anchor:
                    return False
                if other in words_of("notnegated"):
                    return True
        if word == "zonder":
            return not any(spot in self.anchor for spot in range(position + 1, position + 3 + AHEAD))
        if word in {"niet", "nooit", "evenmin"}:
            return any(
                other in words_of("notpredicate") and spot not in self.anchor and self.words[spot] != BLANK
                for spot, other in following[:2]
            )
        return False

    def _is_apart(self, position: int) -> bool:
        """Tell whether "maar" or "wel" stands between a negation and the practice."""
        low, high = sorted((position, self.anchor[0]))
        between = self.words[low + 1 : high]
        return bool(ADVERSATIVES & set(between)) or ("wel" in between and position < self.anchor[0])
