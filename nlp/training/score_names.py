"""Score the names that a pipeline finds against `data/gold/independent/names.jsonl`.

    python nlp/training/score_names.py nlp/models/nl_staving_sm

A span must be right to the character. `also_label` is accepted too; `optional` names are neither required nor wrong.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

import spacy

GOLD = Path(__file__).resolve().parents[2] / "data" / "gold" / "independent" / "names.jsonl"
KINDS = ("PER", "LOC", "ORG")
SAME = {"PERSON": "PER", "GPE": "LOC"}


def score(model: str) -> dict[str, float]:
    """Return F1 by kind, and over all three.

    Args:
        model: An installed spaCy pipeline, or its folder.
    """
    nlp = spacy.load(model)
    right: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    rows = (json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines())
    for row in (row for row in rows if "id" in row):
        found = {(span.start_char, span.end_char): SAME.get(span.label_, span.label_) for span in nlp(row["text"]).ents}
        found = {place: label for place, label in found.items() if label in KINDS}
        for name in row["entities"]:
            place = (name["start"], name["end"])
            if name.get("optional"):
                found = {one: label for one, label in found.items() if one[0] >= place[1] or one[1] <= place[0]}
                continue
            hit = found.get(place) in {name["label"], name.get("also_label")} - {None}
            if hit:
                found.pop(place)
            if name["label"] in KINDS:
                (right if hit else missed)[name["label"]] += 1
        wrong.update(found.values())
    figures = {kind: 2 * right[kind] / max(1, 2 * right[kind] + wrong[kind] + missed[kind]) for kind in KINDS}
    figures["all"] = 2 * right.total() / max(1, 2 * right.total() + wrong.total() + missed.total())
    return {kind: round(value, 3) for kind, value in figures.items()}


if __name__ == "__main__":
    sys.stdout.write(f"{score(sys.argv[1])}\n")
