"""Measure reading a web archive: `staving import` on all cores against fastwarc and trafilatura alone in one process.

Run it as `python benchmarks/warc.py [pages]`. The pages are made here: text of invented words in realistic markup.
Prints pages per second of both, and their ratio; the aim is at least 0.9 times the number of cores.
"""

from __future__ import annotations

import contextlib
import os
import random
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from crawler.archive import Archive
from crawler.importer import import_files
from crawler.workers import count_cores
from staving.store import Store

SYLLABLES = "ra mo ve ta ki lu no ster dam hui ge be wij land voor op meld werk koor plen sta bie".split()
HOST = "https://www.proefkrant.example"


def make_words(rng: random.Random) -> list[str]:
    """Return a vocabulary of invented words."""
    return ["".join(rng.choices(SYLLABLES, k=rng.choice((1, 2, 2, 3)))) for _ in range(6000)]


def make_page(rng: random.Random, words: list[str], number: int) -> bytes:
    """Return a page as outlets make them: a menu, an article, teasers, scripts and styles; 60 to 100 kB."""

    def say(count: int) -> str:
        return " ".join(rng.choices(words, k=count)).capitalize() + "."

    menu = "".join(
        f'<li class="nav__item"><a class="nav__link" href="/{w}">{w}</a></li>' for w in rng.sample(words, 60)
    )
    body = "".join(
        f'<p class="article__paragraph">{" ".join(say(rng.randint(8, 22)) for _ in range(3))}</p>'
        for _ in range(rng.randint(8, 20))
    )
    teasers = "".join(
        f'<li class="teaser teaser--small" data-id="{rng.getrandbits(40):x}"><a href="{HOST}/nieuws/{n}">'
        f'<picture><source srcset="/i/{n}-320.webp 320w, /i/{n}-640.webp 640w"><img src="/i/{n}.jpg" alt=""></picture>'
        f'<h3 class="teaser__title">{say(7)}</h3><time>{n % 24}:00</time></a></li>'
        for n in range(rng.randint(40, 70))
    )
    script = "".join(
        f'window.data["{rng.getrandbits(64):x}"]={rng.getrandbits(90)};' for _ in range(rng.randint(300, 700))
    )
    style = "".join(
        f".c{n}{{margin:{n % 40}px;color:#{rng.getrandbits(24):06x}}}" for n in range(rng.randint(200, 400))
    )
    title = say(8)
    moment = datetime(2021, 11, 1, tzinfo=UTC) + timedelta(minutes=number)
    return (
        f'<!doctype html><html lang="nl"><head><meta charset="utf-8"><title>{title} | Proefkrant</title>'
        f'<link rel="canonical" href="{HOST}/nieuws/{number}"><meta property="og:title" content="{title}">'
        f'<meta property="article:published_time" content="{moment.isoformat()}"><style>{style}</style>'
        f"<script>{script}</script></head><body><header><nav><ul>{menu}</ul></nav></header><main><article>"
        f'<h1>{title}</h1><p class="intro">{say(25)}</p>{body}</article></main><aside><h2>Meer</h2><ul>{teasers}</ul>'
        f"</aside><footer><ul>{menu}</ul></footer></body></html>"
    ).encode()


def make_archive(folder: Path, count: int) -> tuple[Path, int]:
    """Write a WARC file of invented pages; return it, and the mean size of a page in bytes."""
    rng = random.Random(7)
    words = make_words(rng)
    archive = Archive(folder, "bench")
    size = 0
    for number in range(count):
        body = make_page(rng, words, number)
        size += len(body)
        archive.write(
            url=f"{HOST}/nieuws/{number}",
            fetched_at=datetime(2021, 11, 1, tzinfo=UTC) + timedelta(seconds=number),
            status=200,
            headers={"Content-Type": "text/html; charset=utf-8"},
            body=body,
            request_headers={"User-Agent": "bench"},
        )
    archive.close()
    return next(folder.iterdir()), size // max(count, 1)


def measure_alone(path: Path) -> float:
    """Return the seconds that fastwarc and trafilatura take for a file, in this process."""
    import trafilatura
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    begin = time.perf_counter()
    for record in ArchiveIterator(str(path), record_types=WarcRecordType.response):
        trafilatura.bare_extraction(
            record.reader.read().decode("utf-8", "replace"),
            url=record.headers.get("WARC-Target-URI"),
            favor_precision=True,
            include_comments=False,
            with_metadata=True,
        )
    return time.perf_counter() - begin


def measure_import(path: Path, workspace: Path, jobs: int) -> tuple[float, int]:
    """Return the seconds that `import_files` takes for a file, starting of processes included, and the documents."""
    begin = time.perf_counter()
    with Store.open(workspace / "evidence.db", create=True) as store:
        result = import_files(store, (path,), publishers={}, jobs=jobs)
    return time.perf_counter() - begin, result.counts["documents"]


def main() -> None:
    """Measure and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    cores = count_cores()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path, size = make_archive(folder / "in", count)
        print(f"{count} pages of {size // 1000} kB on average; {cores} cores")
        alone = [measure_alone(path)]
        before, children = time.process_time(), sum(os.times()[2:4])
        taken, documents = measure_import(path, folder / "w", cores)
        storing, readers = time.process_time() - before, sum(os.times()[2:4]) - children
        before = time.process_time()
        alone.append(measure_alone(path))  # before and after: other work on the machine shows
        cpu_alone = time.process_time() - before
        base = min(alone)
        print(
            f"fastwarc and trafilatura alone, one process: {count / base:.1f} pages/s "
            f"({alone[0]:.1f} s before, {alone[1]:.1f} s after)"
        )
        print(f"staving import, {cores} processes: {count / taken:.1f} pages/s, {documents} documents stored")
        print(f"ratio {base / taken:.2f}; {base / taken / cores:.2f} for each core")
        with contextlib.suppress(ImportError):
            import resource

            print(
                f"processor time for each page: alone {1000 * cpu_alone / count:.1f} ms; "
                f"import {1000 * readers / count:.1f} ms reading, {1000 * storing / count:.1f} ms storing; "
                f"ratio on idle cores at best {cores * cpu_alone / (readers + storing):.2f}"
            )
            print(f"memory of this process at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


if __name__ == "__main__":
    main()
