"""Speed and memory of reading, side by side with the same spaCy pipeline in one run.

    python benchmarks/reading.py             all measurements
    python benchmarks/reading.py overhead    one of: overhead, rules, memory, processes

The texts are those of the sample site with other numbers and other names of places in each copy, so that nothing is
remembered from one to the next. Nothing here is a test; take the ratios, not the seconds.
"""

from __future__ import annotations

import argparse
import gc
import random
import re
import resource
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from crawler.extract import extract
from nlp.components import declare_extensions
from nlp.pipeline import load_pipeline
from nlp.workers import read_all
from staving.gazetteer import read_gazetteer
from staving.schema import TextItem

SITE = Path(__file__).resolve().parent.parent / "data" / "sample" / "site"
COMPONENTS = (
    "staving_municipalities",
    "staving_practices",
    "staving_citations",
    "staving_quotations",
    "staving_assertions",
)
REPEATS = 3


def make_texts(words: int, seed: int = 7) -> list[str]:
    """Return texts of the sample site, varied, until there are so many words."""
    draw = random.Random(seed)
    pages = [page for page in sorted(SITE.rglob("*.html")) if page.name != "index.html"]
    texts = [extract(page.read_bytes(), url=f"http://{page.relative_to(SITE)}").text for page in pages]
    gazetteer = read_gazetteer()
    names = sorted(name for name, places in gazetteer.places.items() if places[0].kind == "municipality")
    known = re.compile(r"\b(?:Dronten|Ede|Zeewolde|Lelystad)\b")
    made: list[str] = []
    while words > 0:
        text = known.sub(lambda _: draw.choice(names), draw.choice(texts))
        text = re.sub(r"\d+", lambda found: str(draw.randrange(10 ** len(found[0]))), text)
        made.append(text)
        words -= len(text.split())
    return made


def count_words(texts: list[str]) -> int:
    """Return how many words some texts have."""
    return sum(len(text.split()) for text in texts)


def best(function: Callable[[], object]) -> float:
    """Return the processor time of the quickest of some runs, in seconds."""
    times = []
    for _ in range(REPEATS):
        gc.collect()
        begin = time.process_time()
        function()
        times.append(time.process_time() - begin)
    return min(times)


def run(function: Callable[[], Iterator[object]]) -> Callable[[], None]:
    """Return a function that takes all that another yields."""

    def take() -> None:
        for _ in function():
            pass

    return take


def measure_overhead() -> None:
    """Our components in the same pipeline, against the pipeline without them; and reading as `staving tag` does it."""
    declare_extensions()
    texts = make_texts(40_000)
    words = count_words(texts)
    load_pipeline.cache_clear()
    base = load_pipeline()
    theirs = best(run(lambda: base.pipe(texts)))
    for name in COMPONENTS:
        base.add_pipe(name)
    ours = best(run(lambda: base.pipe(texts)))
    load_pipeline.cache_clear()
    items = [TextItem(id=str(number), text=text) for number, text in enumerate(texts)]
    list(read_all(items[:20]))
    read = best(run(lambda: read_all(items)))
    print(f"base pipeline: {words / theirs:,.0f} words/s; with our components: {words / ours:,.0f} words/s")
    print(f"our components add {100 * (ours / theirs - 1):.0f} % to the time of the base pipeline")
    print(f"staving tag, which parses only what it needs: {words / read:,.0f} words/s")


def measure_rules() -> None:
    """Rules alone: blank tokenizer, no trained model; and the tokenizer by itself."""
    texts = make_texts(100_000)
    words = count_words(texts)
    items = [TextItem(id=str(number), text=text) for number, text in enumerate(texts)]
    nlp = load_pipeline("blank")
    list(read_all(items[:20], model="blank"))
    alone = best(run(lambda: (nlp.make_doc(text) for text in texts)))
    ours = best(run(lambda: read_all(items, model="blank")))
    print(f"rules alone: {words / ours:,.0f} words/s; tokenizer by itself: {words / alone:,.0f} words/s")


def measure_memory() -> None:
    """Peak memory after a quarter, a half and the whole of a million words."""
    list(read_all([TextItem(id="0", text=text) for text in make_texts(20_000)]))
    read = 0
    for quarter in range(1, 5):
        texts = make_texts(250_000, seed=quarter)
        for _ in read_all(TextItem(id="0", text=text) for text in texts):
            pass
        read += count_words(texts)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"memory after {read:,} words: at most {peak:,.0f} MB")


def measure_processes() -> None:
    """Two processes against one, without their start."""
    items = [TextItem(id=str(number), text=text) for number, text in enumerate(make_texts(150_000))]
    spent = {}
    for jobs in (1, 2):
        outcomes = read_all(items, jobs=jobs)
        next(outcomes)  # the models are loaded
        begin = time.perf_counter()
        for _ in outcomes:
            pass
        spent[jobs] = time.perf_counter() - begin
    print(f"one process {spent[1]:.1f} s, two {spent[2]:.1f} s: {spent[1] / spent[2]:.2f} times as fast")


MEASURES = {
    "overhead": measure_overhead,
    "rules": measure_rules,
    "memory": measure_memory,
    "processes": measure_processes,
}


def main() -> int:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="?", choices=sorted(MEASURES), help="one measurement; default: all")
    chosen = parser.parse_args().what
    for name, measure in MEASURES.items():
        if chosen in {None, name}:
            measure()
    return 0


if __name__ == "__main__":
    sys.exit(main())
