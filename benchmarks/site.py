"""How fast the site answers over a large case: `python benchmarks/site.py [--documents N] [--keep DIR]`.

A case of generated texts (words of a Zipf distribution, invented towns) is served by the real site; eight visitors at
once ask for every kind of page. Beside it, in the same run: a bare Datasette table page and a bare FTS5 query. Times
are in milliseconds; what matters is the ratio to those two.
"""

from __future__ import annotations

import argparse
import concurrent.futures
import json
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

from publish.stage import publish
from staving.config import Workspace
from staving.dossier import Dossier, load_dossier
from staving.gazetteer import read_gazetteer
from staving.resources import data_path
from staving.schema import Assertion, Document, Evidence, Mention, Origin, Passage, Practice, Source, hash_text
from staving.store import Store

VISITORS = 8
WORDS = 40_000
PASSAGES = 10


def make_words(chance: random.Random) -> list[str]:
    """Return invented words, none of them twice."""
    syllables = [a + b + c for a in "bdfgklmnprstvz" for b in ("a", "e", "o", "ij", "uu") for c in ("", "n", "r", "st")]
    found: dict[str, None] = {}
    while len(found) < WORDS:
        found["".join(chance.choice(syllables) for _ in range(chance.randint(2, 4)))] = None
    return list(found)


def generate(store: Store, dossier: Dossier, documents: int) -> list[str]:
    """Fill a store, and return the words, the commonest first."""
    chance = random.Random(7)
    words = make_words(chance)
    weights = [1 / (place + 3) for place in range(len(words))]
    totals = [0.0]
    for weight in weights:
        totals.append(totals[-1] + weight)
    towns = [town for town in read_gazetteer().municipalities.values() if town.valid_to is None]
    labels = json.loads(data_path("practices.json").read_text(encoding="utf-8"))
    names = [str(item["id"]) for item in (labels["practices"] if isinstance(labels, dict) else labels)]
    origins = [Origin(id=f"o{number}", key=f"Blad {number}", kind="outlet") for number in range(40)]
    with store.unit():
        store.put_all(towns)
        store.put_all(Practice(id=name, label=name, definition=name, category="recording") for name in names)
        store.put_all(Source(id=f"s{n}", name=f"Blad {n}", publisher=f"Huis {n}", kind="newspaper") for n in range(40))
        store.put_all(origins)
        store.put_all(dossier.propositions)
        store.put_all(dossier.arguments)
        store.put_all(dossier.premises)
    claims = [item.id for item in dossier.propositions]

    def write() -> str:
        return " ".join(chance.choices(words, cum_weights=totals[1:], k=25))

    for first in range(0, documents, 2000):
        with store.unit():
            for number in range(first, min(documents, first + 2000)):
                store.put_all(_make_document(chance, write, towns, names, claims=claims, number=number))
    return words


def _make_document(
    chance: random.Random, write: Callable[[], str], towns: list[Any], names: list[str], *, claims: list[str],
    number: int,
) -> Iterator[Any]:  # fmt: skip
    parts = [write().capitalize() + "." for _ in range(PASSAGES)]
    town = chance.choice(towns)
    parts[0] = f"In {town.name} is dat zo. {parts[0]}"
    text = "\n\n".join(parts)
    name, day = f"d{number}", f"{chance.randint(2012, 2025)}-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}"
    yield Document(
        id=name, source_id=f"s{number % 40}", canonical_url=f"https://blad{number % 40}.example/{number}",
        title=parts[1][:60], published=day, text=text, sha256=hash_text(text),
    )  # fmt: skip
    at = 0
    for place, part in enumerate(parts):
        yield Passage(
            id=f"{name}-{place}", document_id=name, ordinal=place, kind="block", start=at, end=at + len(part), text=part
        )
        at += len(part) + 2
    yield Mention(
        id=f"m{number}", document_id=name, passage_id=f"{name}-0", kind="municipality", start=3, end=3 + len(town.name),
        text=town.name, value=town.id, current=town.id, rule="x",
    )  # fmt: skip
    if number % 20 == 0:
        yield Assertion(
            id=f"a{number}", document_id=name, passage_id=f"{name}-0", municipality=town.id,
            practice=chance.choice(names), status=chance.choice(["in_use", "stopped"]), start=0,
            end=len(parts[0]), text=parts[0], rule="x",
        )  # fmt: skip
    if number % 50 == 0:
        yield Evidence(
            id=f"e{number}", passage_id=f"{name}-0", document_id=name, proposition_id=chance.choice(claims),
            stance=chance.choice(["supports", "supports", "attacks"]), score=0.9, method="cues",
            origin_id=f"o{number % 40}", origin_rule="outlet", state="accepted",
        )  # fmt: skip


def ask(address: str) -> float:
    """Return how long an answer takes, in milliseconds."""
    start = time.perf_counter()
    try:
        with urllib.request.urlopen(address, timeout=120) as answer:  # this machine
            answer.read()
    except urllib.error.HTTPError as problem:
        raise SystemExit(f"{address}: {problem.code}") from problem
    return (time.perf_counter() - start) * 1000


def measure(base: str, paths: list[str]) -> tuple[float, float]:
    """Return median and 95th percentile of the time of the answers, with all visitors at once."""
    with concurrent.futures.ThreadPoolExecutor(VISITORS) as visitors:
        times = sorted(visitors.map(lambda path: ask(base + path), paths))
    return median(times), times[min(len(times) - 1, int(len(times) * 0.95))]


def time_it(what: Callable[[], Any]) -> float:
    """Return how many seconds something takes."""
    start = time.perf_counter()
    what()
    return time.perf_counter() - start


def main() -> None:
    """Generate, serve, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=20_000)
    parser.add_argument("--keep", type=Path, help="folder for the generated case; used again when it is there")
    given = parser.parse_args()
    from graph.stage import assess

    root = given.keep or Path(tempfile.mkdtemp())
    workspace = Workspace.open(root)
    dossier = load_dossier(data_path("dossiers", "dronten"))
    if not (root / "words.json").is_file():
        with Store.open(workspace.evidence, create=True) as store:
            words: list[str] = []
            print(f"generate: {time_it(lambda: words.extend(generate(store, dossier, given.documents))):.0f} s")
            print(f"assess: {time_it(lambda: assess(store, dossier)):.0f} s")
        (root / "words.json").write_text(json.dumps(words), encoding="utf-8")
    words = json.loads((root / "words.json").read_text(encoding="utf-8"))
    print(f"publish: {time_it(lambda: publish(workspace, dossier)):.1f} s")
    print(f"publish again: {time_it(lambda: publish(workspace, dossier)):.1f} s")
    command = [sys.executable, "-m", "staving.cli", "serve", "--workspace", str(root), "--port", "18777"]
    start = time.perf_counter()
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        base = (server.stdout.readline() if server.stdout else "").split("  ")[0].rstrip("/")
        while True:
            try:
                ask(base + "/-/staving/site.css")
                break
            except OSError:
                time.sleep(0.05)
        print(f"start: {time.perf_counter() - start:.1f} s")
        _measure_pages(base, words, workspace)
    finally:
        server.terminate()
        server.wait(20)


def _measure_pages(base: str, words: list[str], workspace: Workspace) -> None:
    chance = random.Random(1)
    rare = [f"/search?q={word}" for word in chance.sample(words[200:4000], 48)]
    pages = {
        "bare table page": ["/evidence/document?_next=1&_size=50"] * 48,
        "front": ["/"] * 48,
        "claim": [f"/claim/{name}" for name in ("P01", "C1", "C6", "P12") * 12],
        "document": [f"/document/d{chance.randrange(1000)}" for _ in range(48)],
        "municipality": [f"/municipality/{code}" for code in ("GM0303", "GM0344", "GM0599", "GM0797") * 12],
        "municipalities": ["/municipalities"] * 24,
        "practice": ["/practice/video_recording"] * 24,
        "compare": ["/compare?practice=video_recording"] * 24,
        "compare, all": ["/compare"] * 16,
        "map": ["/map?practice=video_recording"] * 24,
        "graph": ["/graph?claim=C6"] * 24,
        "weak": ["/weak"] * 24,
        "weak, two sources gone": ["/weak?without=o1&without=o2"] * 24,
        "search, usual words": rare,
        "search, two words": [f"{path}+{chance.choice(words[50:500])}" for path in rare],
        "search, commonest words": [f"/search?q={word}" for word in words[:8]] * 3,
        "search with filters": [f"{path}&municipality=GM0303&year=2020" for path in rare],
    }
    with sqlite3.connect(workspace.evidence) as db:
        sql = "SELECT rowid FROM passage_fts WHERE passage_fts MATCH ? ORDER BY rank LIMIT 25"
        times = [time_it(lambda word=word: db.execute(sql, (word,)).fetchall()) * 1000 for word in words[200:260]]  # type: ignore[misc]
    print(
        f"{'bare FTS5 query, alone':28} median {median(times):8.1f}  p95 {sorted(times)[int(len(times) * 0.95)]:8.1f}"
    )
    for name, paths in pages.items():
        first = ask(base + paths[0])
        middle, most = measure(base, paths)
        print(f"{name:28} median {middle:8.1f}  p95 {most:8.1f}  first {first:8.1f} ms", flush=True)


if __name__ == "__main__":
    main()
