"""The commands `staving compare` and `conflicts`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from staving.options import dossier_option, json_option, workspace_option, write_json_line

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from staving.config import Workspace


@click.command(epilog="Example: staving compare --dossier dronten --like GM0303")
@json_option
@click.option("--csv", "as_csv", is_flag=True, help="Write CSV on standard output.")
@dossier_option
@workspace_option
@click.option("--as-of", metavar="DATE", help="Leave out what is of a later date.")
@click.option("--like", metavar="CODE", help="Which municipalities are like this one (CBS code or name).")
@click.option("--clusters", is_flag=True, help="Groups of municipalities that share practices.")
@click.option("--timeline", is_flag=True, help="What is known of when, the oldest first.")
def compare(
    *,
    as_json: bool,
    as_csv: bool,
    dossier: Path,
    workspace: Workspace,
    as_of: str | None,
    like: str | None,
    clusters: bool,
    timeline: bool,
) -> None:
    """Show how each municipality stands to each practice, with dates and independent origins.

    Likeness is an interval: what is not known of a municipality is no evidence that it does not do it. The lower bound
    takes what is unknown for different, the upper bound for alike.
    """
    from graph import report_compare
    from graph.case import check_date
    from graph.compare import compare as compare_store
    from graph.likeness import find_alike, find_clusters, list_events
    from staving.dossier import load_dossier
    from staving.store import Store

    if sum((like is not None, clusters, timeline)) > 1 or (as_json and as_csv):
        raise click.UsageError("give one of --like, --clusters and --timeline, and one of --json and --csv")
    case = load_dossier(dossier)
    with Store.open(workspace.evidence) as store:
        cells = compare_store(store, case, as_of=check_date(as_of, case) if as_of else None)
        words = report_compare.read_words(store)
    rows: Sequence[Any] = cells
    if like is not None:
        rows = find_alike(cells, words.find_code(like))
    elif clusters:
        rows = find_clusters(cells)
    elif timeline:
        rows = list_events(cells)
    if as_csv:
        click.echo(report_compare.write_csv(rows, words), nl=False)
    elif as_json:
        from dataclasses import asdict

        for row in rows:
            write_json_line(asdict(row))
    else:
        report_compare.print_rows(rows, words)


@click.command(epilog="Example: staving conflicts --dossier dronten --municipality GM0303")
@json_option
@dossier_option
@workspace_option
@click.option("--municipality", metavar="CODE", help="Only this one (CBS code or name).")
def conflicts(*, as_json: bool, dossier: Path, workspace: Workspace, municipality: str | None) -> None:
    """Show where sources contradict one another: statuses, dates and numbers about the same practice."""
    from dataclasses import asdict

    from graph import report_compare
    from graph.conflict import find_conflicts
    from staving.dossier import load_dossier
    from staving.store import Store

    case = load_dossier(dossier)
    with Store.open(workspace.evidence) as store:
        words = report_compare.read_words(store)
        code = words.find_code(municipality) if municipality else None
        found = find_conflicts(store, case, municipality=code)
    if not as_json:
        report_compare.print_conflicts(found, words)
        return
    for item in found:
        write_json_line({**asdict(item), "values": list(item.values), "within_one_origin": item.is_within_one_origin})
