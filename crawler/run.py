"""One crawl in a process of its own: Twisted's reactor cannot be started twice in one process.

Reads its task as a line of JSON from standard input; writes a line of JSON on standard output now and then, and the
counts as the last one. Started by `crawler.stage.collect`, and ended when that is: its standard input closes then.
"""

from __future__ import annotations

import dataclasses
import json
import logging
import os
import sqlite3
import ssl
import sys
import threading
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import certifi

from crawler.archive import Archive
from crawler.frontier import Frontier
from crawler.ledger import Ledger, explain_failure
from crawler.publishers import Publisher, load_publishers
from crawler.spiders.base import FAST_AT_ONCE, FrontierSpider
from crawler.spiders.press import PressSpider
from crawler.spiders.registry import load_spiders
from crawler.workers import Workers
from staving.config import Workspace
from staving.dossier.settings import Search
from staving.errors import StavingError, StoreError
from staving.schema import now
from staving.store import Store

TELL_S = 1.0
"""Seconds between two lines on how far the crawl is."""


def run(task: dict[str, Any]) -> dict[str, Any]:
    """Crawl, and return counts and problems.

    Args:
        task: workspace, run_id, round_id, publishers_dirs, publishers (ids), feeds, sitemaps, addresses, searches,
            bases, grounds, proxy, limit, is_due, contact; settings (of Scrapy) and jobs for measurements.

    Raises:
        StoreError: The store could not be written any more; what was stored before is whole.
    """
    from scrapy.crawler import CrawlerProcess

    workspace = Workspace(Path(task["workspace"]))
    known = load_publishers(*(Path(folder) for folder in task["publishers_dirs"]))
    spiders = _make_spiders(task, known)
    bodies = _find_bodies(spiders)
    known = {**bodies, **known}
    _set_proxy(task.get("proxy"))
    _set_authorities()
    with (
        Store.open(workspace.evidence, create=True) as store,
        Workers(task.get("jobs")) as workers,
        closing(Archive(workspace.archive, task["run_id"])) as archive,
    ):
        is_new_only = task.get("limit") is not None or task.get("is_due", False)
        frontier = Frontier(
            store,
            known,
            round_id=task["round_id"],
            grounds=task["grounds"],
            only=frozenset(task["only"]) if task.get("only") is not None else None,
            named=frozenset({*task["publishers"], *bodies}),
            is_new_only=is_new_only,
        )
        ledger = Ledger(
            store=store,
            archive=archive,
            frontier=frontier,
            workers=workers,
            run_id=task["run_id"],
            publishers=known,
            grounds=task["grounds"],
            limit=task.get("limit"),
        )
        process = CrawlerProcess(_make_settings(task, known))
        logging.getLogger("scrapy").setLevel(logging.CRITICAL)  # What it tells becomes a flagged row.
        with store.unit():
            for kind, given in spiders:
                frontier.add(kind(**given).seeds(), spider=kind.name, is_seed=not task.get("is_due", False))
            frontier.ask_granted()
            if task.get("is_due"):
                frontier.ask_due(now())
            frontier.leave_unnamed()
        for kind, given in spiders:
            process.crawl(kind, ledger=ledger, **given)
        _tell_now_and_then(ledger)
        process.start()
        _tell(ledger)
        counts = {**ledger.counts, "left": frontier.count_left()}
    if ledger.failures:
        raise StoreError(ledger.failures[0])
    return {"counts": counts, "problems": ledger.problems}


def _make_spiders(
    task: dict[str, Any], known: dict[str, Publisher]
) -> list[tuple[type[FrontierSpider], dict[str, Any]]]:
    """Return the spiders of a task, each with its arguments."""
    searches: dict[str, list[Search]] = {}
    for said in task.get("searches", ()):
        values: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in said.items()
        }
        searches.setdefault(said["access"], []).append(Search(**values))
    made: list[tuple[type[FrontierSpider], dict[str, Any]]] = [
        (
            PressSpider,
            {
                "publishers": tuple(known[name] for name in task["publishers"] if name in known),
                "feeds": tuple(task["feeds"]),
                "sitemaps": tuple(task["sitemaps"]),
                "addresses": tuple(task["addresses"]),
            },
        )
    ]
    bases = task.get("bases", {})
    for name, kind in load_spiders(searches).items():
        made.append((kind, {"searches": tuple(searches[name]), "base": bases.get(name), "bases": bases}))
    return made


def _find_bodies(spiders: list[tuple[type[FrontierSpider], dict[str, Any]]]) -> dict[str, Publisher]:
    """Return the records of the bodies whose services are asked, with the hosts that the case file sets besides."""
    found = {}
    for kind, given in spiders:
        if kind.PUBLISHER is not None:
            bases = given.get("bases", {})
            own = (given.get("base"), *(bases[key] for key in bases if key.startswith(f"{kind.name}_")))
            hosts = (urlsplit(address).hostname for address in own if address)
            record = dataclasses.replace(kind.PUBLISHER, hosts=(*kind.PUBLISHER.hosts, *filter(None, hosts)))
            found[record.id] = record
    return found


def _set_authorities() -> None:
    """Trust the authorities that certifi lists, where the machine has no list: certificates are always checked."""
    paths = ssl.get_default_verify_paths()
    if not (paths.cafile or paths.capath) and "SSL_CERT_FILE" not in os.environ:
        os.environ["SSL_CERT_FILE"] = certifi.where()


def _set_proxy(proxy: str | None) -> None:
    if proxy:
        os.environ.update(http_proxy=proxy, https_proxy=proxy)
        os.environ.pop("no_proxy", None)
        os.environ.pop("NO_PROXY", None)


def _make_settings(task: dict[str, Any], known: dict[str, Publisher]) -> Any:
    from scrapy.settings import Settings

    from crawler.guests import make_user_agent
    from staving import __version__

    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    listed = [url for key in ("feeds", "sitemaps", "addresses") for url in task[key]]
    settings.setdict(
        {
            "SPIDER_MODULES": [],  # ours are named by class; loading them all takes time
            "USER_AGENT": make_user_agent(__version__, task.get("contact")),
            "DOWNLOAD_SLOTS": {
                host: _make_slot(publisher.delay_s)
                for publisher in known.values()
                for name in publisher.hosts
                for host in (name, f"www.{name}")
            },
            "STAVING_ALLOWED_HOSTS": [*listed, *task.get("bases", {}).values()],
            **task.get("settings", {}),
        },
        priority="cmdline",
    )
    return settings


def _make_slot(delay_s: float) -> dict[str, float]:
    return {"delay": delay_s, "concurrency": 1 if delay_s else FAST_AT_ONCE, "jitter": 0.0}


def _tell_now_and_then(ledger: Ledger) -> None:
    from twisted.internet import reactor
    from twisted.internet.task import LoopingCall

    def begin() -> None:
        LoopingCall(_tell, ledger).start(TELL_S, now=True)

    reactor.callWhenRunning(begin)


def _tell(ledger: Ledger) -> None:
    """Write how far the run is, for the process that started this one."""
    waiting = ledger.frontier.count_waiting()
    sources = {
        source: {
            "done": ledger.by_source.get(source, Counter())["done"],
            "flagged": ledger.by_source.get(source, Counter())["flagged"],
            "queued": waiting.get(source, 0),
            "delay_s": ledger.publishers[source].delay_s if source in ledger.publishers else 2.0,
        }
        for source in sorted({*waiting, *ledger.by_source})
    }
    sys.stdout.write(json.dumps({"sources": sources}) + "\n")
    sys.stdout.flush()


def _end_with_parent() -> None:
    """End at once when the process that started this one is gone: what is not stored yet is still in the queue."""
    sys.stdin.read()
    os._exit(1)


def main() -> int:
    """Run the task on standard input; return the exit code."""
    task = json.loads(sys.stdin.readline())
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        result = run(task)
    except StavingError as error:
        result = {"error": str(error)}
    except sqlite3.Error as error:
        result = {"error": explain_failure(error)}
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        result = {"error": f"{place}{error.strerror or error}; mend that and run again, what was done is stored"}
    except KeyboardInterrupt:
        return 130
    sys.stdout.write(json.dumps(result) + "\n")
    sys.stdout.flush()
    return 1 if "error" in result else 0


if __name__ == "__main__":
    sys.exit(main())
