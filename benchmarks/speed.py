"""Speed, as ratios against named yardsticks measured in the same run.

    python benchmarks/speed.py                         all measurements
    python benchmarks/speed.py --register DUMP.json    with a dump of the algorithm register, instead of a made-up one

Each line: what, our seconds, the yardstick's seconds, the ratio. Nothing here is a test.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "data"
REPEATS = 3


def best(function: Callable[[], object], repeats: int = REPEATS) -> float:
    """Return the shortest of some runs, in seconds: the one least disturbed by the machine."""
    times = []
    for _ in range(repeats):
        begin = time.perf_counter()
        function()
        times.append(time.perf_counter() - begin)
    return min(times)


def say(what: str, ours: float, yardstick: str, theirs: float) -> None:
    """Print one line of results."""
    print(f"{what}: {ours:.2f} s; {yardstick}: {theirs:.2f} s; ratio {ours / theirs:.2f}")


def staving(*words: str, stdin: str | None = None) -> str:
    """Run the command and return its standard output."""
    done = subprocess.run(
        [sys.executable, "-m", "staving.cli", *words],
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    if done.returncode:
        raise SystemExit(f"staving {' '.join(words)}: {done.stderr[-2000:]}")
    return done.stdout


def measure_help() -> None:
    """Start of the command against start of Python."""
    ours = best(lambda: staving("--help"), 5)
    say(
        "staving --help",
        ours,
        "python -c pass",
        best(lambda: subprocess.run([sys.executable, "-c", "pass"], check=True), 5),
    )


def read_sample_pages() -> dict[str, bytes]:
    """Return the article pages of the sample site by address."""
    site = DATA / "sample" / "site"
    return {
        f"http://{path.relative_to(site)}": path.read_bytes()
        for path in sorted(site.rglob("*.html"))
        if path.name != "index.html"
    }


def measure_extract() -> None:
    """Text and metadata of the sample pages against trafilatura's own, text alone."""
    import trafilatura

    from crawler.extract import extract

    pages = read_sample_pages()
    ours = best(lambda: [extract(content, url=url) for url, content in pages.items()])
    theirs = best(lambda: [trafilatura.extract(content.decode("utf-8", "replace")) for content in pages.values()])
    say(f"extract {len(pages)} pages", ours, "trafilatura alone", theirs)


def measure_read() -> None:
    """All readers over the sample texts against the spaCy model alone."""
    from crawler.extract import extract
    from nlp.annotate import annotate
    from nlp.pipeline import load_pipeline
    from staving.schema import TextItem

    texts = [extract(content, url=url).text for url, content in read_sample_pages().items()]
    items = [TextItem(id=str(number), text=text) for number, text in enumerate(texts)]
    nlp = load_pipeline()
    words = sum(len(text.split()) for text in texts)
    ours = best(lambda: list(annotate(items)))
    say(f"read {words} words", ours, "the spaCy model alone", best(lambda: list(nlp.pipe(texts))))


@contextmanager
def peak_memory() -> Iterator[Callable[[], float]]:
    """Yield a function that returns the largest resident set of the child processes so far, in MB."""
    yield lambda: resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def make_register(path: Path, entries: int = 1530) -> None:
    """Write a made-up dump of the algorithm register, in the structure of the real one."""
    purpose = "Het algoritme helpt een medewerker om vragen van inwoners te beantwoorden. " * 6
    rows = [
        {
            "doel": purpose,
            "geregistreerd": "2026-01-01",
            "id": str(number),
            "impactassessment": "Onbekend",
            "juridische_basis": "Artikel 160 van de Gemeentewet.",
            "organisatie": "Gemeente Dronten",
            "status": "in_gebruik",
            "title": f"Voorbeeld {number}",
            "toegevoegd": "2026-01-02",
            "url": f"https://register.example/nl/algoritme/{number}",
        }
        for number in range(entries)
    ]
    dump = {"algoritmes": rows, "count": entries, "fetched_at": "2026-01-02", "source_url": "https://register.example"}
    path.write_text(json.dumps(dump), encoding="utf-8")


def measure_register(dump: Path | None) -> None:
    """Import and reading of a register, seconds and memory; yardstick: reading and writing the JSON."""
    with tempfile.TemporaryDirectory() as folder, peak_memory() as peak:
        if dump is None:
            dump = Path(folder) / "register.json"
            make_register(dump)
        content = dump.read_text(encoding="utf-8")
        workspace = ["--workspace", str(Path(folder) / "w")]

        begin = time.perf_counter()
        staving("import", str(dump), *workspace)
        imported = time.perf_counter() - begin
        staving("tag", *workspace)
        ours = time.perf_counter() - begin
        theirs = best(lambda: json.dumps(json.loads(content)))
        print(f"register: import {imported:.1f} s, import and read {ours:.1f} s, at most {peak():.0f} MB of memory")
        say("import and read the register", ours, "json.loads and json.dumps", theirs)


def measure_demo() -> None:
    """The whole demo, without set-up."""
    with tempfile.TemporaryDirectory() as folder:
        begin = time.perf_counter()
        out = staving("demo", "--no-serve", "--json", "--workspace", folder)
        ours = time.perf_counter() - begin
    stages = json.loads(out)["stages"]
    print(f"demo: {ours:.1f} s: " + ", ".join(f"{name} {stage['seconds']} s" for name, stage in stages.items()))


def main() -> None:
    """Print all measurements."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--register", type=Path, help="a dump of the algorithm register")
    args = parser.parse_args()
    measure_help()
    measure_demo()
    measure_register(args.register)
    measure_extract()
    measure_read()


if __name__ == "__main__":
    main()
