"""Find near copies: one press report under the names of several outlets is one report.

MinHash (Broder 1997) over word shingles proposes pairs, the exact Jaccard index decides. Only texts of outlets
are compared: entries of a register in the same words are still the word of each municipality.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

from crawler.deposit import iterate_current
from staving.schema import Document, derive_id
from staving.store import Store

SHINGLE_WORDS = 4
"""Words in a shingle."""

MIN_JACCARD = 0.5
"""Share of shingles in common above which two texts are near copies."""

MIN_CONTAINED = 0.8
"""Share of the shorter text's shingles in the longer one above which it is a cut-down copy."""

MIN_SHINGLES = 12
"""Shorter texts are not compared: they agree by chance."""

_PERMUTATIONS = 128
_BAND = 4
_WORD = re.compile(r"\w+")


def make_shingles(text: str) -> frozenset[str]:
    """Return the runs of words of a text, without case."""
    words = [word.casefold() for word in _WORD.findall(text)]
    return frozenset(" ".join(words[at : at + SHINGLE_WORDS]) for at in range(len(words) - SHINGLE_WORDS + 1))


def find_copies(texts: Iterable[tuple[str, str]]) -> list[frozenset[str]]:
    """Return the groups of near copies among texts.

    Args:
        texts: Name and text of each.

    Returns:
        Groups of at least two names.
    """
    from rensa import RMinHash

    shingles = {name: make_shingles(text) for name, text in texts}
    shingles = {name: found for name, found in shingles.items() if len(found) >= MIN_SHINGLES}
    buckets: defaultdict[tuple[int, tuple[int, ...]], list[str]] = defaultdict(list)
    for name, found in shingles.items():
        sketch = RMinHash(num_perm=_PERMUTATIONS, seed=7)
        sketch.update(sorted(found))
        digest = sketch.digest()
        for band in range(0, _PERMUTATIONS, _BAND):
            buckets[band, tuple(digest[band : band + _BAND])].append(name)
    parent = {name: name for name in shingles}

    def find(name: str) -> str:
        while parent[name] != name:
            parent[name] = parent[parent[name]]
            name = parent[name]
        return name

    for names in buckets.values():
        for one, other in pairwise(names):
            if find(one) != find(other) and _are_copies(shingles[one], shingles[other]):
                parent[find(other)] = find(one)
    groups: defaultdict[str, set[str]] = defaultdict(set)
    for name in shingles:
        groups[find(name)].add(name)
    return [frozenset(group) for group in groups.values() if len(group) > 1]


def _are_copies(one: frozenset[str], other: frozenset[str]) -> bool:
    common = len(one & other)
    return common / len(one | other) >= MIN_JACCARD or common / min(len(one), len(other)) >= MIN_CONTAINED


def cluster_documents(store: Store) -> int:
    """Write the cluster of each current document of an outlet; return how many clusters there are.

    The id of a cluster comes from its first publication, so that it stays when copies are added.
    """
    documents = {
        document.id: document
        for document in iterate_current(
            store, "\"kind\" IN ('article', 'web_page') AND \"flag\" NOT IN ('paywall', 'reserved')"
        )
    }
    groups = find_copies((document.id, document.text) for document in documents.values())
    cluster_of: dict[str, str] = {}
    for group in groups:
        first = min(group, key=lambda name: _order(documents[name]))
        cluster_of.update(dict.fromkeys(group, derive_id("cluster", documents[first].canonical_url)))
    changed = [
        replace(document, cluster=cluster_of.get(document.id))
        for document in documents.values()
        if document.cluster != cluster_of.get(document.id)
    ]
    if changed:
        with store.unit():
            store.put_all(changed)
    return len(groups)


def _order(document: Document) -> tuple[str, str]:
    return (document.published or "9999", document.id)
