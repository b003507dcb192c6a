"""The stage `collect`: crawl what the case file names, take in its folders, find near copies."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from crawler.clusters import cluster_documents
from crawler.frontier import find_round
from crawler.importer import import_files, show_problems
from crawler.process import hold_crawl, run_crawl
from crawler.publishers import Publisher, load_publishers
from staving.config import Workspace
from staving.dossier import Dossier
from staving.errors import SourceError
from staving.resources import data_path
from staving.schema import Flag, hash_text
from staving.store import Store

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
    is_due: bool = False,
    settings: Mapping[str, Any] | None = None,
) -> dict[str, int]:
    """Crawl what the case file names and take in its folders; safe to run again, also after a killed run.

    Args:
        workspace: Where everything is stored.
        dossier: The case file.
        proxy: Proxy that all requests go through; wins over the dossier's.
        limit: Pages to ask for at most, new ones only.
        publishers: Ids of the outlets to walk; all of the dossier when empty.
        with_folders: Whether to take in the dossier's folders too.
        is_due: Whether to ask only for what is due by its own schedule, and for what such lists announce.
        settings: Settings of Scrapy that win over ours, for measurements.

    Returns:
        pages asked, left (still in the queue), documents (new), changed, unchanged, clusters, imported, and the number
        of each flag met.

    Raises:
        SourceError: An outlet named has no record, another crawl is at work, or the crawl could not be started.
    """
    folders = list_folders(dossier)
    known = load_publishers(*folders)
    wanted = _choose(publishers or dossier.collect.publishers, known)
    counts: Counter[str] = Counter(dict.fromkeys((*COUNTED, "imported", "clusters"), 0))
    problems: list[str] = []
    task = _describe_task(dossier, wanted, is_narrowed=bool(publishers))
    task.update(
        {
            "proxy": proxy or dossier.collect.proxy,
            "limit": limit,
            "is_due": is_due,
            **({"settings": dict(settings)} if settings else {}),
        }
    )
    task["workspace"] = str(workspace.root)
    task["publishers_dirs"] = [str(folder) for folder in folders]
    with Store.open(Workspace.open(workspace.root).evidence, create=True) as store, hold_crawl(workspace):
        run = store.start_run("collect", hash_text(json.dumps(task, sort_keys=True)))
        if any(task[key] for key in ("publishers", "feeds", "sitemaps", "addresses", "searches")):
            result = run_crawl({**task, "run_id": run.id, "round_id": find_round(store, run)})
            counts.update(result.get("counts", {}))
            problems.extend(result.get("problems", []))
        if with_folders and dossier.collect.folders:
            paths = tuple(Path(folder) for folder in dossier.collect.folders)
            imported = import_files(store, paths, publishers=known, grounds=dossier.collect.grounds, run_id=run.id)
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


def _describe_task(dossier: Dossier, publishers: list[str], *, is_narrowed: bool) -> dict[str, Any]:
    """Return what the case file wants collected; of a crawl narrowed to some outlets only those."""
    collect = dossier.collect
    if is_narrowed:
        nothing: dict[str, Any] = {key: [] for key in ("feeds", "sitemaps", "addresses", "searches")}
        return {
            **nothing,
            "publishers": publishers,
            "only": publishers,
            "bases": {},
            "grounds": dict(collect.grounds),
            "contact": collect.contact,
        }
    return {
        "publishers": publishers,
        "only": None,
        "feeds": list(collect.feeds),
        "sitemaps": list(collect.sitemaps),
        "addresses": list(collect.addresses),
        "searches": [asdict(search) for search in collect.searches],
        "bases": dict(collect.bases),
        "grounds": dict(collect.grounds),
        "contact": collect.contact,
    }


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
