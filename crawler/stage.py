"""The stage `collect`: crawl what the case file names, take in its folders, find near copies."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from crawler.clusters import cluster_documents
from crawler.importer import import_files, show_problems
from crawler.publishers import Publisher, load_publishers
from staving.config import Workspace
from staving.dossier import Dossier
from staving.errors import SourceError
from staving.progress import meter
from staving.resources import data_path
from staving.schema import Flag, hash_text
from staving.store import Store

STOP_S = 30
"""Seconds a crawl gets to store what is on its way after Ctrl-C."""

COUNTED = ("pages", "left", "documents", "changed", "unchanged")
"""Counts that are always reported."""


def list_folders(dossier: Dossier | None) -> tuple[Path, ...]:
    """Return the folders of publisher records in force: those that ship with staving, then the dossier's own."""
    own = dossier.collect.publishers_dir if dossier is not None else None
    return (data_path("publishers"), *((own,) if own else ()))


def collect(
    workspace: Workspace,
    dossier: Dossier,
    *,
    proxy: str | None = None,
    limit: int | None = None,
    publishers: tuple[str, ...] = (),
    with_folders: bool = True,
) -> dict[str, int]:
    """Crawl what the case file names and take in its folders; safe to run again.

    Args:
        workspace: Where everything is stored.
        dossier: The case file.
        proxy: Proxy that all requests go through; wins over the dossier's.
        limit: Pages to ask for at most.
        publishers: Ids of the outlets to walk; all of the dossier when empty.
        with_folders: Whether to take in the dossier's folders too.

    Returns:
        pages asked, left (announced, but beyond the limit), documents (new), changed, unchanged, clusters, imported,
        and the number of each flag met.

    Raises:
        SourceError: An outlet named has no record, or the crawl could not be started.
    """
    folders = list_folders(dossier)
    known = load_publishers(*folders)
    wanted = _choose(publishers or dossier.collect.publishers, known)
    counts: Counter[str] = Counter(dict.fromkeys((*COUNTED, "imported", "clusters"), 0))
    problems: list[str] = []
    task: dict[str, Any] = {
        "workspace": str(workspace.root),
        "publishers_dirs": [str(folder) for folder in folders],
        "publishers": wanted,
        "feeds": [] if publishers else list(dossier.collect.feeds),
        "sitemaps": [] if publishers else list(dossier.collect.sitemaps),
        "addresses": [] if publishers else list(dossier.collect.addresses),
        "grounds": dict(dossier.collect.grounds),
        "proxy": proxy or dossier.collect.proxy,
        "limit": limit,
    }
    with Store.open(Workspace.open(workspace.root).evidence, create=True) as store:
        run = store.start_run("collect", hash_text(json.dumps(task, sort_keys=True)))
        if any(task[key] for key in ("publishers", "feeds", "sitemaps", "addresses")):
            result = _crawl({**task, "run_id": run.id})
            counts.update(result.get("counts", {}))
            problems.extend(result.get("problems", []))
        if with_folders and dossier.collect.folders:
            paths = tuple(Path(folder) for folder in dossier.collect.folders)
            imported = import_files(store, paths, publishers=known, run_id=run.id)
            counts.update({"imported": imported.counts["files"], "documents": imported.counts["documents"]})
            counts.update(
                {
                    "changed": imported.counts["changed"],
                    "unchanged": imported.counts["known"] + imported.counts["skipped"],
                }
            )
            problems.extend(imported.problems)
            show_problems(imported.problems)
        counts["clusters"] = cluster_documents(store)
        store.finish_run(run, {"pages": counts["pages"], "files": counts["imported"]}, counts, problems[:1000])
    return dict(counts)


def count_flags(counts: dict[str, int]) -> dict[str, int]:
    """Return the flags among the counts of a collection, without those that are in order."""
    return {
        flag.value: counts[flag.value]
        for flag in Flag
        if counts.get(flag.value) and flag not in {Flag.OK, Flag.NOT_MODIFIED}
    }


def _choose(wanted: tuple[str, ...], known: dict[str, Publisher]) -> list[str]:
    for name in wanted:
        if name not in known:
            raise SourceError(
                f"{name}: no such publisher record; `staving sources` lists the {len(known)} that there are"
            )
    return list(dict.fromkeys(wanted))


def _crawl(task: dict[str, Any]) -> dict[str, Any]:
    """Run the crawl in a process of its own and show how far it is.

    Ctrl-C reaches both processes: the crawl stores what is on its way and ends, then so do we.
    """
    root = str(Path(__file__).resolve().parent.parent)
    path = os.pathsep.join(part for part in (root, os.environ.get("PYTHONPATH", "")) if part)
    last: dict[str, Any] = {}
    with subprocess.Popen(
        [sys.executable, "-m", "crawler.run"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": path},
    ) as process:
        assert process.stdin is not None  # noqa: S101 - both are pipes
        assert process.stdout is not None  # noqa: S101
        try:
            process.stdin.write(json.dumps(task))
            process.stdin.close()
            with meter("crawl") as shown:
                for line in process.stdout:
                    try:
                        last = json.loads(line)
                    except ValueError:
                        continue
                    if "total" in last:
                        left = last["total"] - last["done"]
                        shown.update(done=last["done"], total=last["total"], note=f"{left} left")
        except KeyboardInterrupt:
            process.send_signal(signal.SIGINT) if os.name == "nt" else None
            try:
                process.wait(timeout=STOP_S)
            except subprocess.TimeoutExpired:
                process.terminate()
            raise
        code = process.wait()
    if "error" in last:
        raise SourceError(str(last["error"]))
    if code != 0 or "counts" not in last:
        raise SourceError(f"the crawl ended early (code {code}); what was fetched is stored, run the command again")
    return last
