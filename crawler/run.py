"""One crawl in a process of its own: Twisted's reactor cannot be started twice in one process.

Reads its task as JSON from standard input; writes a line of JSON on standard output for each step, and the counts
as the last one. Started by `crawler.stage.collect`.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from crawler.publishers import load_publishers
from crawler.spiders.press import Ledger, Plan, PressSpider
from staving.config import Workspace
from staving.errors import StavingError, StoreError
from staving.store import Store


def read_memory(workspace: Path) -> tuple[dict[str, dict[str, str]], frozenset[str]]:
    """Return what the store remembers of earlier runs.

    Returns:
        Address to the headers that make a request conditional, from the last answer of each (RFC 9110, 13), and all
        addresses that gave an answer.
    """
    sql = """
        SELECT url, json_extract(headers, '$.etag'), json_extract(headers, '$."last-modified"') FROM capture
        WHERE status = 200 AND flag IN ('ok', 'truncated', 'encoding', 'paywall', 'empty') ORDER BY fetched_at
    """
    found: dict[str, dict[str, str]] = {}
    with Store.open(workspace / "evidence.db", create=True) as store:
        for url, etag, modified in store.db.conn.execute(sql):
            pairs = (("If-None-Match", etag), ("If-Modified-Since", modified))
            headers = {name: value for name, value in pairs if value}
            if headers:
                found[url] = headers
        answered = store.db.conn.execute("SELECT DISTINCT url FROM capture WHERE flag NOT IN ('error', 'timeout')")
        return found, frozenset(url for (url,) in answered)


def run(task: dict[str, Any]) -> dict[str, Any]:
    """Crawl, and return counts and problems.

    Args:
        task: workspace, run_id, publishers_dirs, publishers (ids), feeds, sitemaps, addresses, grounds, proxy, limit.
    """
    from scrapy.crawler import CrawlerProcess
    from scrapy.settings import Settings

    known = load_publishers(*(Path(folder) for folder in task["publishers_dirs"]))
    proxy = task.get("proxy")
    if proxy:
        os.environ.update(http_proxy=proxy, https_proxy=proxy)
        os.environ.pop("no_proxy", None)
        os.environ.pop("NO_PROXY", None)
    ledger = Ledger(workspace=Workspace(Path(task["workspace"])), run_id=task["run_id"])
    chosen = {name: known[name] for name in task["publishers"] if name in known}
    validators, seen = read_memory(Path(task["workspace"]))
    plan = Plan(
        publishers=chosen,
        known=known,
        feeds=tuple(task["feeds"]),
        sitemaps=tuple(task["sitemaps"]),
        addresses=tuple(task["addresses"]),
        grounds=task["grounds"],
        validators=validators,
        seen=seen,
        limit=task.get("limit"),
    )
    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    settings.setdict(
        {
            "DOWNLOAD_SLOTS": {
                host: {"delay": publisher.delay_s, "concurrency": 1, "jitter": 0.0}
                for publisher in known.values()
                for name in publisher.hosts
                for host in (name, f"www.{name}")
            },
            "STAVING_HAS_PROXY": bool(proxy),
            "STAVING_ALLOWED_HOSTS": [
                urlsplit(url).netloc for key in ("feeds", "sitemaps", "addresses") for url in task[key]
            ],
            **task.get("settings", {}),
        },
        priority="cmdline",
    )
    process = CrawlerProcess(settings)
    for name in ("scrapy.downloadermiddlewares.retry", "scrapy.downloadermiddlewares.robotstxt"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # What they tell becomes a flagged row.
    process.crawl(PressSpider, plan=plan, ledger=ledger)
    process.start()
    if ledger.failures:
        raise StoreError(ledger.failures[0])
    return {"counts": dict(ledger.counts), "problems": ledger.problems}


def main() -> int:
    """Run the task on standard input; return the exit code."""
    try:
        result = run(json.load(sys.stdin))
    except StavingError as error:
        sys.stdout.write(json.dumps({"error": str(error)}) + "\n")
        return 1
    sys.stdout.write(json.dumps(result) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
