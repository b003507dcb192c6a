"""The commands `run` (all stages of a case) and `demo` (the same on the sample site, on this machine only)."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from staving.config import Workspace
from staving.dossier import Dossier, load_dossier
from staving.options import dossier_option, json_option, workspace_option, write_json_line
from staving.resources import data_path
from staving.schema import Assertion, Capture, Document, Evidence, Mention, Passage, Quotation, VerdictStatus
from staving.stages import resolve
from staving.store import Store

STATUS_WORDS = {
    VerdictStatus.BY_LAW: "stand by law",
    VerdictStatus.CORROBORATED: "stand on two or more independent origins",
    VerdictStatus.SINGLE_SOURCE: "stand on a single origin",
    VerdictStatus.CONDITIONAL: "wait for an answer (conditional)",
    VerdictStatus.UNSUPPORTED: "have no support yet",
}


def run_stages(
    workspace: Workspace, dossier: Dossier, *, proxy: str | None = None, collect: bool = True
) -> dict[str, Any]:
    """Run all stages of a case, one after the other.

    Each stage takes up only what is new or whose rules changed, so that a second run is quick and changes nothing.

    Args:
        workspace: Where the results go.
        dossier: The case.
        proxy: HTTP proxy that all requests go through; the sample site is one.
        collect: Whether to fetch; without, only what is in the store is read.

    Returns:
        Counts of each stage, and the seconds it took, under the name of the stage.

    Raises:
        StavingError: A stage met a problem that its message explains.
    """
    report: dict[str, Any] = {}

    def take(stage: str, name: str, *args: Any, **kwargs: Any) -> None:
        click.echo(f"{stage} …", err=True)
        begin = time.monotonic()
        counts = resolve(name)(*args, **kwargs)
        report[stage] = {**counts, "seconds": round(time.monotonic() - begin, 1)}

    if collect:
        take("collect", "crawler.stage:collect", workspace, dossier, proxy=proxy)
    with Store.open(workspace.evidence) as store:
        take("read", "nlp.stage:read", store)
        take(
            "link",
            "graph.stage:link",
            store,
            dossier,
            review_path=workspace.review,
            weights_path=workspace.link_weights,
        )
        take("assess", "graph.stage:assess", store, dossier)
    take("publish", "publish.stage:publish", workspace, dossier)
    return report


def summarise(workspace: Workspace) -> dict[str, Any]:
    """Return what the store holds: records, flagged captures, and propositions by status."""
    with Store.open(workspace.evidence) as store:
        flags = dict(store.db.conn.execute("SELECT flag, count(*) FROM capture GROUP BY flag ORDER BY flag").fetchall())
        statuses = dict(
            store.db.conn.execute(
                "SELECT status, count(*) FROM verdict WHERE as_of = (SELECT max(as_of) FROM verdict) GROUP BY status"
            ).fetchall()
        )
        municipalities = store.db.conn.execute("SELECT count(DISTINCT municipality) FROM assertion").fetchone()[0]
        return {
            "captures": store.count(Capture),
            "flags": flags,
            "documents": store.count(Document),
            "passages": store.count(Passage),
            "mentions": store.count(Mention),
            "quotations": store.count(Quotation),
            "assertions": store.count(Assertion),
            "municipalities_with_practice": municipalities,
            "links": store.count(Evidence),
            "links_accepted": store.count(Evidence, "state = 'accepted'"),
            "claims": statuses,
        }


def _show(summary: dict[str, Any], report: dict[str, Any]) -> None:
    flags = ", ".join(f"{count} {flag}" for flag, count in summary["flags"].items() if flag != "ok")
    seconds = sum(stage["seconds"] for stage in report.values())
    click.echo(
        f"{summary['documents']} documents from {summary['captures']} captures" + (f" ({flags})" if flags else "")
    )
    click.echo(f"{summary['passages']} passages, {summary['mentions']} mentions, {summary['quotations']} quotations")
    click.echo(
        f"{summary['assertions']} statements on practices of {summary['municipalities_with_practice']} municipalities"
    )
    click.echo(f"{summary['links']} links to propositions, {summary['links_accepted']} of them accepted")
    click.echo("Claims:")
    for status, words in STATUS_WORDS.items():
        click.echo(f"  {summary['claims'].get(status.value, 0):4d} {words}")
    click.echo(f"{seconds:.1f} s: " + ", ".join(f"{name} {stage['seconds']} s" for name, stage in report.items()))


@click.command(epilog="Example: staving run --dossier my-case")
@dossier_option
@workspace_option
@click.option("--no-collect", is_flag=True, help="Fetch nothing; read what is in the store.")
@json_option
def run(dossier: Path, workspace: Workspace, no_collect: bool, as_json: bool) -> None:
    """Collect, read, link, assess and publish, one after the other.

    Safe to repeat: only what is new is done.
    """
    case = load_dossier(dossier)
    report = run_stages(workspace, case, collect=not no_collect)
    summary = summarise(workspace)
    if as_json:
        write_json_line({"summary": summary, "stages": report})
    else:
        _show(summary, report)
        click.echo("Next: staving serve" + ("" if dossier == Path() else f" --dossier {dossier}"))


@contextlib.contextmanager
def sample_site() -> Iterator[str]:
    """Serve the sample press site on this machine; yield the address of its proxy."""
    with resolve("crawler.sample_site:SampleSite")(data_path("sample", "site")) as site:
        yield site.address


@click.command(epilog="Example: staving demo --open")
@workspace_option
@click.option("--serve/--no-serve", default=True, help="Show the site afterwards.", show_default=True)
@click.option("--open", "open_browser", is_flag=True, help="Open the site in a browser.")
@click.option("--port", default=8001, show_default=True, help="Port of the site; the next free one is taken.")
@json_option
def demo(workspace: Workspace, serve: bool, open_browser: bool, port: int, as_json: bool) -> None:
    """Run everything on the sample site, on this machine only.

    The pages are summaries of public reporting under invented outlets; nothing is fetched from elsewhere.
    """
    case = load_dossier(data_path("dossiers", "dronten"))
    with sample_site() as proxy:
        report = run_stages(workspace, case, proxy=proxy)
    summary = summarise(workspace)
    if as_json:
        write_json_line({"summary": summary, "stages": report})
    else:
        _show(summary, report)
    if serve:
        click.echo(
            "Look at: / (the claims), /claim/P01 (evidence for one), /compare (who does what), /weak", err=as_json
        )
        resolve("publish.serve:serve")(workspace, port=port, open_browser=open_browser)
    elif not as_json:
        click.echo(f"Next: staving serve --workspace {workspace.root}")
