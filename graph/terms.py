"""Words for retrieval: stems, character n-grams, and an index of a few hundred propositions over them.

Retrieval is BM25 (Robertson & Zaragoza 2009) with the propositions as documents and the passage as query, over
stems of the Dutch Snowball stemmer; parts of compounds and other forms of a word meet through character n-grams.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import snowballstemmer

Vector = npt.NDArray[np.float32]

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_STEMMER = snowballstemmer.stemmer("dutch_porter")

STOP = frozenset(
    """
    de het een en van in op te dat die is was zijn wordt worden werd werden met voor aan er ook om als dan maar door
    bij naar uit over tot hij zij ze hun haar ik je we wij u men dit deze zo al nog wel geen niet of heeft hebben had
    hadden kan kunnen zou zouden zal zullen daar hier waar wat wie hoe want dus toch zich zelf mijn ons onze uw
    januari februari maart april mei juni juli augustus september oktober november december
    hem iets iemand alle alles andere ander meer moet moeten mag mogen wil willen gaat gaan doet doen
    """.split()
)
"""Words that say nothing about what a passage is about."""

CALIBRATED = 81
"""How many propositions the case has on which the link score was fitted: in a smaller case a word is as rare as in one
of that size, so that the score means the same."""

NUMBERS = {
    "veertien dagen": "twee weken", "14 dagen": "twee weken", "2 weken": "twee weken", "4 weken": "vier weken",
    "28 dagen": "vier weken", "5 aangiftes": "vijf aangiften", "aangiftes": "aangiften", "elke week": "wekelijks",
    "iedere week": "wekelijks",
}  # fmt: skip
"""The same amount in other words."""


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """Return the stem of a word in lower case."""
    return str(_STEMMER.stemWord(word))


_PARTICIPLE = re.compile(r"^(?P<before>op|aan|uit|af|in|voor|toe|mee|weg|vast|bij|over)?ge(?P<rest>\w{3,}?(?:d|t|en))$")
_VOWELS = {"nom": "nem", "nam": "nem", "neem": "nem", "sprok": "sprek", "sprak": "sprek"}


@lru_cache(maxsize=200_000)
def find_root(word: str) -> str:
    """Return the stem of a word without the marks of tense: coarser than the stem, for judging whether words agree.

    >>> {find_root(word) for word in ("filmt", "filmde", "gefilmd", "filmen")}
    {'film'}
    """
    plain = word.casefold().replace("’", "'")
    if plain.endswith("tes") and len(plain) > 5:
        plain = plain[:-1]
    match = _PARTICIPLE.match(plain)
    if match and len(plain) > 5:
        plain = (match["before"] or "") + match["rest"]
    root = stem(plain)
    if len(root) > 4 and root[-1] in "dt" and root[-2] not in "aeiou":
        root = root[:-1]
    for old, new in _VOWELS.items():
        if root.endswith(old):
            root = root[: -len(old)] + new
    return re.sub(r"(\w)\1", r"\1", root)


def split_stems(text: str) -> list[str]:
    """Return the stems of the words of a text that say what it is about."""
    folded = text.casefold().replace("’", "'")
    for form, plain in NUMBERS.items():
        if form in folded:
            folded = folded.replace(form, plain)
    return [stem(word) for word in _WORD.findall(folded) if word not in STOP]


def split_grams(text: str, *, sizes: tuple[int, ...] = (4, 5)) -> list[str]:
    """Return the character n-grams of the words of a text, with the edges of words marked."""
    found: list[str] = []
    for word in _WORD.findall(text.casefold()):
        if len(word) >= 4 and word not in STOP:
            found.extend(_cut_word(word, sizes))
    return found


@lru_cache(maxsize=100_000)
def _cut_word(word: str, sizes: tuple[int, ...]) -> tuple[str, ...]:
    marked = f" {word} "
    return tuple(marked[start : start + size] for size in sizes for start in range(len(marked) - size + 1))


DENIAL = "\0not"
"""Stands for a denying word among the stems of a passage."""

DENIAL_NEXT = "\0no"
"""Stands for a denying word that denies only what comes after it (geen, zonder)."""

STOP_MARK = "\0."
"""Stands for the end of a clause among the stems of a passage."""

_DENYING = re.compile(
    r"\b(?:niet|geen|nooit|niets|niemand|nergens|noch|geenszins|allerminst|evenmin|zonder|amper|nauwelijks|zelden|"
    r"onmogelijk|ontbreekt|ontbrak|ontbreken|ontbrekende?)\b",
    re.IGNORECASE,
)
_DENYING_NEXT = re.compile(r"geen|zonder|noch|ontbrekende?", re.IGNORECASE)
_TOKEN = re.compile(rf"(?P<word>{_WORD.pattern})|(?P<stop>[.!?;:]+(?=\s|$)|,(?=\s))")


def split_clauses(text: str) -> list[str]:
    """Return the stems of a text, with marks for denying words and ends of clauses."""
    folded = text.casefold().replace("’", "'")
    for form, plain in NUMBERS.items():
        if form in folded:
            folded = folded.replace(form, plain)
    found = []
    for match in _TOKEN.finditer(folded):
        word = match["word"]
        if word is None:
            found.append(STOP_MARK)
        elif _DENYING.fullmatch(word):
            found.append(DENIAL_NEXT if _DENYING_NEXT.fullmatch(word) else DENIAL)
        elif word not in STOP:
            found.append(stem(word))
    return found


def _list_stems(phrase: str) -> tuple[str, ...]:
    """Return the different stems of a phrase, without its denying words: those are judged by themselves."""
    return tuple(dict.fromkeys(term for term in split_clauses(phrase) if not term.startswith("\0")))


class TermIndex:
    """BM25 weights of terms by proposition, as rows of a matrix."""

    def __init__(self, documents: Sequence[Counter[str]], *, k1: float = 1.2, b: float = 0.4) -> None:
        """Weigh the terms of each document by how rare they are among the documents."""
        self.size = len(documents)
        lengths = [sum(document.values()) for document in documents]
        mean = sum(lengths) / max(1, len(lengths)) or 1.0
        holders: Counter[str] = Counter(term for document in documents for term in document)
        self.rows = {term: number for number, term in enumerate(holders)}
        many = max(self.size, CALIBRATED)
        self.rarity = {term: math.log(1 + (many - count + 0.5) / (count + 0.5)) for term, count in holders.items()}
        self.weights = np.zeros((len(self.rows) + 1, self.size), dtype=np.float32)
        for column, document in enumerate(documents):
            norm = k1 * (1 - b + b * lengths[column] / mean)
            for term, count in document.items():
                self.weights[self.rows[term], column] = self.rarity[term] * count * (k1 + 1) / (count + norm)

    def score(self, terms: Iterable[str]) -> Vector:
        """Return the BM25 score of every document for a query."""
        rows = sorted(self.rows[term] for term in self.rows.keys() & set(terms))
        if not rows:
            return np.zeros(self.size, dtype=np.float32)
        found: Vector = self.weights[rows].sum(axis=0)
        return found


@dataclass(frozen=True, slots=True)
class Match:
    """A phrase that a passage holds."""

    words: str
    """The phrase."""
    weight: float
    """How telling it is: the rarity of its stems among the propositions."""
    is_joined: bool
    """Whether it has several stems."""
    is_negated: bool
    """Whether the phrase itself denies (geen sticker)."""
    is_denied: bool
    """Whether a denying word stands beside it in the passage."""


class PhraseIndex:
    """Phrases of each proposition: a phrase is met when all its stems stand in one passage, near one another."""

    def __init__(self, phrases: Sequence[Sequence[str]], *, window: int = 8, reach: int = 4) -> None:
        """Index the phrases of each document by their rarest stem.

        Args:
            phrases: Phrases of each document.
            window: Most words over which the stems of a phrase may be spread.
            reach: Most words between a phrase and a word that denies it.
        """
        self.size = len(phrases)
        self.window = window
        self.reach = reach
        stems = [[_list_stems(phrase) for phrase in document] for document in phrases]
        holders: Counter[str] = Counter(
            term for document in stems for term in {word for phrase in document for word in phrase}
        )
        self.by_stem: dict[str, list[tuple[tuple[str, ...], int, float, str, bool]]] = {}
        for column, document in enumerate(stems):
            for number, phrase in enumerate(document):
                if not phrase:
                    continue
                rarest = min(phrase, key=lambda term: (holders[term], term))
                rarity = sum(math.log(1 + max(self.size, CALIBRATED) / holders[term]) for term in phrase)
                words = phrases[column][number]
                self.by_stem.setdefault(rarest, []).append(
                    (phrase, column, rarity, words, _DENYING.search(words) is not None)
                )

    def find(self, stems: Sequence[str]) -> dict[int, list[Match]]:
        """Return the phrases met, by document.

        Args:
            stems: Stems of the passage with marks for denying words and `STOP_MARK` for each end of a clause.
        """
        places: dict[str, list[int]] = {}
        for place, term in enumerate(stems):
            places.setdefault(term, []).append(place)
        found: dict[int, list[Match]] = {}
        for term in places:
            for phrase, column, rarity, words, is_negated in self.by_stem.get(term, ()):
                if len(phrase) == 1 or all(other in places for other in phrase):
                    span = self._find_span(phrase, places)
                    if span is not None:
                        denied = self._is_denied(stems, *span)
                        found.setdefault(column, []).append(Match(words, rarity, len(phrase) > 1, is_negated, denied))
        return found

    def _find_span(self, phrase: tuple[str, ...], places: dict[str, list[int]]) -> tuple[int, int] | None:
        if len(phrase) == 1:
            place = places[phrase[0]][0]
            return place, place
        spots = sorted((place, term) for term in phrase for place in places[term])
        for number, (first, _) in enumerate(spots):
            near = [(place, term) for place, term in spots[number:] if place - first < self.window]
            if len({term for _, term in near}) == len(phrase):
                return first, near[-1][0]
        return None

    def _is_denied(self, stems: Sequence[str], first: int, last: int) -> bool:
        start, end = first, last
        while start > 0 and first - start < self.reach and stems[start - 1] != STOP_MARK:
            start -= 1
        while end + 1 < len(stems) and end - last < self.reach and stems[end + 1] != STOP_MARK:
            end += 1
        return DENIAL in stems[start : end + 1] or DENIAL_NEXT in stems[start : last + 1]
