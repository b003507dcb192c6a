"""The crawl, against a plain Scrapy spider that calls trafilatura and writes JSON Lines, in the same run.

    python benchmarks/crawl.py                 1,000 pages
    python benchmarks/crawl.py --pages 50000   memory over a long crawl

Both fetch the same pages of a made-up site on loopback, without delay and with robots.txt obeyed. Ours archives each
response, keeps the frontier and the versions, and reads title, authors, times and flags besides the text; and it reads
in processes of its own, one for each core. Prints pages a second of both, the ratio, the memory of the crawl process,
and how much faster the second crawl of the unchanged site is.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

PLAIN = """
import json, sys, scrapy, trafilatura
from scrapy.crawler import CrawlerProcess
class Plain(scrapy.spiders.SitemapSpider):
    name = "plain"
    sitemap_urls = [sys.argv[1] + "/sitemap.xml"]
    out = open(sys.argv[2], "w")
    def parse(self, response):
        text = trafilatura.extract(response.text, favor_precision=True, include_comments=False)
        found = trafilatura.extract_metadata(response.text)
        row = {"url": response.url, "title": found.title, "author": found.author, "date": found.date, "text": text}
        self.out.write(json.dumps(row) + "\\n")
process = CrawlerProcess({
    "LOG_ENABLED": False, "ROBOTSTXT_OBEY": True, "TELNETCONSOLE_ENABLED": False, "CONCURRENT_REQUESTS_PER_DOMAIN": 16,
})
process.crawl(Plain)
process.start()
"""


@contextmanager
def made_site(pages: int) -> Iterator[str]:
    """Serve the made-up site from a process of its own while the context lasts; yield its address."""
    command = [sys.executable, str(ROOT / "benchmarks" / "made_site.py"), str(pages)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
        process.kill()


def find_crawl() -> int | None:
    """Return the process id of the crawl at work, where there is one."""
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if b"crawler.run" in path.read_bytes():
                return int(path.parent.name)
        except OSError:
            continue
    return None


def watch_memory(seen: list[float], done: threading.Event) -> None:
    """Note the resident memory of the crawl process every half second, in MB."""
    while not done.wait(0.5):
        pid = find_crawl()
        try:
            lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines() if pid else []
        except OSError:
            continue
        seen.extend(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--without-yardstick", action="store_true", help="Only our own crawl, for its memory.")
    given = parser.parse_args()

    from crawler.stage import collect
    from staving.config import Workspace
    from staving.dossier import Collect, Dossier

    with made_site(given.pages) as address, tempfile.TemporaryDirectory() as folder:
        records = Path(folder) / "publishers"
        records.mkdir()
        host = address.removeprefix("http://").split(":")[0]
        record = {
            "id": "maakblad", "name": "Maakblad", "owner": "Maakpers", "kind": "newspaper", "site": f"{address}/",
            "hosts": [host], "sitemaps": [f"{address}/sitemap.xml"], "delay_s": 0.0,
            "policy": {"fetch": True, "archive": True},
        }  # fmt: skip
        (records / "maakblad.json").write_text(json.dumps(record), encoding="utf-8")
        dossier = Dossier(
            path=Path(folder), title="Proef", subject="GM0303", complainant="Klager", complainant_names=("Klager",),
            collect=Collect(publishers=("maakblad",), sitemaps=(f"{address}/sitemap.xml",), publishers_dir=records),
        )  # fmt: skip
        workspace = Workspace.open(Path(folder) / "workspace")
        settings = {"STAVING_MAX_PER_HOUR": 0}
        theirs = 0.0
        if not given.without_yardstick:
            begin = time.perf_counter()
            subprocess.run([sys.executable, "-c", PLAIN, address, f"{folder}/plain.jsonl"], check=True)
            theirs = time.perf_counter() - begin
        memory: list[float] = []
        done = threading.Event()
        watcher = threading.Thread(target=watch_memory, args=(memory, done), daemon=True)
        watcher.start()
        begin = time.perf_counter()
        first = collect(workspace, dossier, settings=settings)
        ours = time.perf_counter() - begin
        done.set()
        watcher.join()
        begin = time.perf_counter()
        second = collect(workspace, dossier, settings=settings)
        again = time.perf_counter() - begin
        print(f"ours: {first['documents']} documents in {ours:.1f} s, {given.pages / ours:.0f} pages a second")
        if theirs:
            lines = len(Path(f"{folder}/plain.jsonl").read_text(encoding="utf-8").splitlines())
            print(f"plain Scrapy with trafilatura: {lines} pages in {theirs:.1f} s; ours / plain {theirs / ours:.2f}")
        if len(memory) >= 4:
            quarter = len(memory) // 4
            print(
                f"memory of the crawl process: {max(memory[quarter : 2 * quarter]):.0f} MB in the second quarter, "
                f"{max(memory[-quarter:]):.0f} MB in the last, {max(memory):.0f} MB at most"
            )
        print(f"unchanged, again: {second['unchanged']} pages in {again:.1f} s, {ours / again:.1f} times as fast")


if __name__ == "__main__":
    main()
