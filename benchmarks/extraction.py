"""Quality and speed of reading web pages, against trafilatura alone in the same run.

    python benchmarks/extraction.py CORPUS      a folder with html/*.html.gz and ground-truth.json

The corpus is laid out like the public article-extraction benchmark of Scrapinghub (2020): ground-truth.json gives
`articleBody` and `url` for each page. Prints the F1 of both on shingles of four words and the ratio of CPU seconds:
ours (text, metadata, gates) to those of `trafilatura.extract(favor_precision=True, include_comments=False)`, the text
alone. Runs alternate, so that both meet the same machine; the best of three counts. Nothing here is a test.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
import time
import warnings
from collections import Counter
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

REPEATS = 3
WORDS_IN_SHINGLE = 4


def list_shingles(text: str) -> Counter[tuple[str, ...]]:
    """Return the runs of four words of a text, each with how often it occurs."""
    words = re.findall(r"\w+", text)
    if not words:
        return Counter()
    count = max(1, len(words) - WORDS_IN_SHINGLE + 1)
    return Counter(tuple(words[start : start + WORDS_IN_SHINGLE]) for start in range(count))


def score(found: dict[str, str], truth: dict[str, str]) -> tuple[float, float, float]:
    """Return precision, recall and F1; each page counts the same, however long it is."""
    hits = extra = missed = 0.0
    for page, wanted in truth.items():
        gold, ours = list_shingles(wanted), list_shingles(found.get(page, ""))
        hit = sum((gold & ours).values())
        total = sum(gold.values()) + sum(ours.values()) - hit
        if total:
            hits += hit / total
            extra += (sum(ours.values()) - hit) / total
            missed += (sum(gold.values()) - hit) / total
    precision = hits / (hits + extra) if hits + extra else 0.0
    recall = hits / (hits + missed) if hits + missed else 0.0
    return precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def spend(function: Callable[[], object]) -> float:
    """Return the CPU seconds that a function takes."""
    begin = time.process_time()
    function()
    return time.process_time() - begin


def main() -> None:
    """Read the corpus both ways and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("corpus", type=Path)
    folder = parser.parse_args().corpus
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import trafilatura

        from crawler.extract import extract

    rows = json.loads((folder / "ground-truth.json").read_text(encoding="utf-8"))
    pages = {name: gzip.decompress((folder / "html" / f"{name}.html.gz").read_bytes()) for name in rows}
    ours: dict[str, str] = {}
    theirs: dict[str, str] = {}

    def read_ours() -> None:
        for name, page in pages.items():
            ours[name] = extract(page, url=rows[name]["url"], media_type="text/html").text

    def read_theirs() -> None:
        for name, page in pages.items():
            theirs[name] = trafilatura.extract(page, favor_precision=True, include_comments=False) or ""

    times = [(spend(read_ours), spend(read_theirs)) for _ in range(REPEATS)]
    best_ours, best_theirs = (min(column) for column in zip(*times, strict=True))
    truth = {name: row["articleBody"] for name, row in rows.items()}
    for label, found in (("staving", ours), ("trafilatura, precision", theirs)):
        precision, recall, f1 = score(found, truth)
        print(f"{label}: precision {precision:.4f}, recall {recall:.4f}, F1 {f1:.4f} on {len(truth)} pages")
    ratio = best_ours / best_theirs
    print(f"CPU seconds: staving {best_ours:.2f}; trafilatura alone {best_theirs:.2f}; ratio {ratio:.2f}")


if __name__ == "__main__":
    main()
