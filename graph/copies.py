"""Near copies: which texts were taken from one another.

Two texts are near copies when most of the shorter one stands in the other, in the same order. Candidates are found by
shared word triples, so that the work grows with the number of texts that share something; the ratio is that of
Ratcliff & Obershelp (Python's difflib), on words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import SequenceMatcher

_WORD = re.compile(r"\w+")

RATIO = 0.62
"""Least share of words in common, in order, for a near copy."""

SHORTEST = 6
"""Fewest words of a text that can be a near copy."""

MOST_COMMON = 50
"""Word triples in more texts than this lead to no candidates."""


def split_words(text: str) -> list[str]:
    """Return the words of a text in lower case, without dateline and agency mark."""
    plain = re.sub(r"^[A-ZÀ-Þ' -]{3,40}(?:\([^)]*\))?\s*[-–—]\s*|\([A-Z]{2,6}\)", " ", text)
    return _WORD.findall(plain.casefold())


def are_copies(left: list[str], right: list[str]) -> bool:
    """Return whether one list of words is a near copy of (a large part of) the other."""
    if min(len(left), len(right)) < SHORTEST:
        return False
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    same = sum(block.size for block in matcher.get_matching_blocks() if block.size > 1 or len(left) < 2 * SHORTEST)
    return same >= RATIO * min(len(left), len(right)) and same >= RATIO * 0.5 * max(len(left), len(right))


def find_clusters(texts: Mapping[str, str]) -> dict[str, int]:
    """Return the number of the cluster of near copies of each text.

    Args:
        texts: Texts by id.

    Returns:
        Number of the cluster by id; texts without a copy are alone in theirs.
    """
    words = {name: split_words(text) for name, text in texts.items()}
    parent = {name: name for name in texts}

    def find(name: str) -> str:
        while parent[name] != name:
            parent[name] = parent[parent[name]]
            name = parent[name]
        return name

    holders: dict[tuple[str, ...], list[str]] = {}
    for name, items in words.items():
        for triple in set(zip(items, items[1:], items[2:], strict=False)):
            holders.setdefault(triple, []).append(name)
    shared: dict[tuple[str, str], int] = {}
    for names in holders.values():
        if 1 < len(names) <= MOST_COMMON:
            for place, left in enumerate(names):
                for right in names[place + 1 :]:
                    shared[left, right] = shared.get((left, right), 0) + 1
    for (left, right), count in shared.items():
        if (
            count * 12 >= min(len(words[left]), len(words[right]))
            and find(left) != find(right)
            and are_copies(words[left], words[right])
        ):
            parent[find(right)] = find(left)
    numbers: dict[str, int] = {}
    return {name: numbers.setdefault(find(name), len(numbers)) for name in texts}
