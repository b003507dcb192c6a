"""Accuracy against `data/gold`, held to a pinned baseline.

    python benchmarks/quality.py                  print the figures; exit 1 where one fell below the baseline
    python benchmarks/quality.py --pin            raise the baseline to the figures of now
    python benchmarks/quality.py --lower "why"    accept lower figures, with the reason kept in the baseline file

The baseline holds the SHA-256 of each gold file too: answers that were changed must be pinned anew.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from pathlib import Path
from typing import Any

from crawler.extract import extract
from graph.link import Linker, Text
from nlp.annotate import annotate
from nlp.commands import as_tag_json
from staving.dossier import load_dossier
from staving.schema import TextItem

sys.path.insert(0, str(Path(__file__).resolve().parent))
from scoring import SCORERS
from scoring_pages import score_pages

GOLD = Path(__file__).resolve().parent.parent / "data" / "gold"
BASELINE = GOLD / "baseline.json"
ROUNDING = 4
SETS = {
    **{name: GOLD / "reading" / f"{name}.jsonl" for name in SCORERS if name != "links"},
    "links": GOLD / "linking" / "links.jsonl",
    **{f"independent {name}": GOLD / "independent" / f"{name}.jsonl" for name in SCORERS},
    **{
        f"second independent {name}": GOLD / "independent" / f"{name}_2.jsonl"
        for name in ("municipalities", "assertions", "quotations", "citations")
    },
    "extraction": GOLD / "extraction" / "pages.jsonl",
}
"""Name of a set and its file; the last word of the name is the task."""


def find_gold(name: str) -> Path:
    """Return the path of a gold set."""
    return SETS[name]


def read_gold(name: str) -> list[dict[str, Any]]:
    """Return the items of a gold file; lines without id are notes."""
    lines = find_gold(name).read_text(encoding="utf-8").splitlines()
    return [item for item in map(json.loads, filter(str.strip, lines)) if "id" in item]


def measure(name: str) -> dict[str, float]:
    """Read the texts of a gold file and return the figures."""
    gold = read_gold(name)
    if name == "extraction":
        figures = score_pages(zip(gold, map(read_page, gold), strict=True))
        return {key: round(value, ROUNDING) for key, value in figures.items()}
    items = [
        TextItem(id=item["id"], text=item["text"], date=item.get("date"), outlet=item.get("outlet")) for item in gold
    ]
    task = name.rsplit(maxsplit=1)[-1]
    found = link(items) if task == "links" else [as_tag_json(annotation) for annotation in annotate(items)]
    figures = SCORERS[task](zip(gold, found, strict=True))
    return {key: round(value, ROUNDING) for key, value in figures.items()}


def read_page(item: dict[str, Any]) -> dict[str, Any]:
    """Return what is read of the web page in a gold item."""
    found = extract(item["html"].encode(), url=item["url"], media_type="text/html; charset=utf-8")
    return {
        "flag": found.flag.value,
        "title": found.title,
        "authors": found.authors,
        "agencies": found.agencies,
        "published": found.published,
        "text": found.text,
    }


def link(items: list[TextItem]) -> list[dict[str, Any]]:
    """Return the links of each text to the propositions of the Dronten case, best first."""
    linker = Linker(load_dossier("dronten"))
    found = []
    for item, annotation in zip(items, annotate(items), strict=True):
        passage = Text(id=item.id, text=item.text, date=item.date, outlet=item.outlet)
        links = sorted(linker.link(passage, annotation), key=lambda one: -one.score)
        found.append(
            {
                "links": [
                    {
                        "proposition": one.proposition,
                        "stance": one.stance.value,
                        "score": one.score,
                        "is_accepted": one.is_accepted,
                    }
                    for one in links
                ]
            }
        )
    return found


def hash_gold(name: str) -> str:
    """Return the SHA-256 of a gold file."""
    return hashlib.sha256(find_gold(name).read_bytes()).hexdigest()


def main() -> int:
    """Measure, compare with the baseline, and say which figures fell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pin", action="store_true", help="raise the baseline")
    parser.add_argument("--lower", metavar="WHY", help="accept lower figures for this reason")
    args = parser.parse_args()
    baseline = json.loads(BASELINE.read_text(encoding="utf-8")) if BASELINE.exists() else {}
    fallen, result = [], {}
    for name in SETS:
        figures, pinned = measure(name), baseline.get(name, {})
        print(f"{name}: " + ", ".join(f"{key} {value:.3f}" for key, value in figures.items()))
        for key, value in figures.items():
            if value < pinned.get("figures", {}).get(key, 0.0):
                fallen.append(f"{name}.{key} fell from {pinned['figures'][key]:.3f} to {value:.3f}")
        if pinned and pinned["sha256"] != hash_gold(name) and not (args.pin or args.lower):
            fallen.append(f"{name}: the answers changed; look at the difference, then pin them with --pin")
        result[name] = {"sha256": hash_gold(name), "items": len(read_gold(name)), "figures": figures}
    if fallen and not args.lower:
        print("\n".join(fallen), file=sys.stderr)
        return 1
    if args.pin or args.lower:
        result["lowered"] = [*baseline.get("lowered", []), *([args.lower] if args.lower else [])]
        BASELINE.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
