"""How the reading of web pages is scored against `data/gold/extraction`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import product
from typing import Any

from extraction import score

Item = Mapping[str, Any]


def score_pages(pairs: Iterable[tuple[Item, Item]]) -> dict[str, float]:
    """Score what was read of pages.

    `text` must be found, `optional` pieces (a standfirst, a correction, a post of others) may be. The body counts runs
    of four words, as `benchmarks/extraction.py` does. Gates count by their flag and by holding no text.

    Returns:
        body_f1; title, authors, agencies and published: shares of articles where they are exact, the time to the
        minute; flag: share of all pages; gates_without_text: share of gates.
    """
    truth: dict[str, str] = {}
    texts: dict[str, str] = {}
    right = dict.fromkeys(("title", "authors", "agencies", "published"), 0)
    flags = gates = empty = 0
    for gold, found in pairs:
        flags += found["flag"] == gold["flag"]
        if gold["flag"] != "ok":
            gates += 1
            empty += not found["text"] or found["flag"] == "paywall"
            continue
        truth[gold["id"]], texts[gold["id"]] = _choose(gold, found["text"]), found["text"]
        right["title"] += found["title"] == gold["title"]
        right["authors"] += set(found["authors"]) == set(gold["authors"])
        right["agencies"] += set(found["agencies"]) == set(gold["agencies"])
        right["published"] += _is_same_time(found["published"], gold["published"])
    whole = max(1, len(truth))
    return {
        "body_f1": score(texts, truth)[2],
        **{name: count / whole for name, count in right.items()},
        "flag": flags / max(1, len(truth) + gates),
        "gates_without_text": empty / max(1, gates),
    }


def _choose(gold: Item, found: str) -> str:
    """Return the answer, with those of its optional pieces that come nearest to what was found."""
    answers = []
    for chosen in product((True, False), repeat=len(gold.get("optional", ()))):
        lead = [piece for piece, wanted in zip(gold.get("optional", ()), chosen, strict=True) if wanted]
        answers.append("\n".join([*lead, gold["text"]]))
    return max(answers, key=lambda answer: score({"page": found}, {"page": answer})[2])


def _is_same_time(found: str | None, wanted: str | None) -> bool:
    if not found or not wanted or "T" not in found or "T" not in wanted:
        return found == wanted
    return datetime.fromisoformat(found) == datetime.fromisoformat(wanted)
