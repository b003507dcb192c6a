"""The commands `staving assess`, `weak` and `missing`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from staving.options import dossier_option, find_dossier, json_option, workspace_option, write_json_line

if TYPE_CHECKING:
    from pathlib import Path

    from staving.config import Workspace
    from staving.dossier import Dossier
    from staving.store import Store

as_of_option = click.option(
    "--as-of",
    metavar="DATE",
    help="Date to assess for (YYYY-MM-DD): what was published later is left out. Default: the one of the case file, or "
    "today.",
)


@click.command(epilog="Example: staving assess --dossier dronten --as-of 2021-11-19 --drop 'De Stentor'")
@json_option
@click.option("--markdown", "as_markdown", is_flag=True, help="Write the table as Markdown.")
@click.option(
    "--dossier", "dossier_name", envvar="STAVING_DOSSIER", metavar="DIR", help="Case file. Default: the current folder."
)
@workspace_option
@as_of_option
@click.option(
    "--drop",
    "dropped",
    multiple=True,
    metavar="NAME",
    help="Show what changes when an origin, source, document (address) or person falls away; may be repeated. "
    "source:NAME, person:NAME and so on say what is meant. Nothing is stored.",
)
def assess(
    *,
    as_json: bool,
    as_markdown: bool,
    dossier_name: str | None,
    workspace: Workspace,
    as_of: str | None,
    dropped: tuple[str, ...],
) -> None:
    """Say what each proposition stands on, and what breaks it.

    With --json and no --dossier on the command line: graphs as JSON Lines on standard input, verdicts on standard
    output. Otherwise the propositions of the case over the accepted evidence of the workspace, as a table, as Markdown
    (--markdown) or as JSON Lines (--json).
    """
    given = click.get_current_context().get_parameter_source("dossier_name")
    if as_json and given is not click.core.ParameterSource.COMMANDLINE:
        from graph.formats import answer_stdin, assess_line

        answer_stdin(assess_line, "graphs could not be assessed")
        return
    folder = find_dossier(dossier_name)
    from graph.case import check_date
    from graph.report import print_verdicts, write_verdicts
    from graph.stage import assess as assess_store
    from staving.dossier import load_dossier
    from staving.errors import DossierError
    from staving.schema import Verdict
    from staving.schema import as_json as as_row
    from staving.store import Store

    if folder is None:
        raise DossierError("no dossier here; give --dossier DIR, or --json and graphs on standard input")
    case = load_dossier(folder)
    with Store.open(workspace.evidence) as store:
        day = check_date(as_of, case)
        if dropped:
            _show_losses(store, case, dropped, day, as_json=as_json)
            return
        assess_store(store, case, as_of=day)
        verdicts = {item.proposition_id: item for item in store.iterate(Verdict, "as_of = ?", (day,))}
        if as_json:
            for proposition in case.propositions:
                write_json_line(as_row(verdicts[proposition.id]))
        elif as_markdown:
            click.echo(write_verdicts(store, case, verdicts, day))
        else:
            print_verdicts(store, case, verdicts, day)


def _show_losses(store: Store, case: Dossier, names: tuple[str, ...], day: str, *, as_json: bool) -> None:
    """Write what changes when these fall away together."""
    from graph.argument import Reasoner
    from graph.case import build_graph
    from graph.formats import write_standing
    from graph.report_gaps import print_changes
    from graph.whatif import find_target, lose

    targets = [find_target(store, case, name, as_of=day) for name in names]
    evidence = {item.id: item for target in targets for item in target.evidence}
    changes = lose(Reasoner(build_graph(store, case, as_of=day)), evidence.values())
    if not as_json:
        print_changes(case, targets, changes, day)
        return
    for change in changes:
        write_json_line(
            {
                "proposition": change.proposition,
                "dropped": [f"{target.kind}:{target.label}" for target in targets],
                "before": write_standing(change.before),
                "after": write_standing(change.after),
            }
        )


@click.command(epilog="Example: staving weak --dossier dronten")
@json_option
@dossier_option
@workspace_option
@as_of_option
def weak(*, as_json: bool, dossier: Path, workspace: Workspace, as_of: str | None) -> None:
    """Show on which origins the case leans, and which propositions are weak.

    First the origins without which some proposition falls, those that carry most first; then the propositions that
    stand on one origin, are contradicted or out of date, or do not meet their standard of proof. `staving assess
    --drop NAME` shows in full what falls with one.
    """
    from dataclasses import asdict

    from graph.argument import Reasoner
    from graph.case import build_graph, check_date
    from graph.report_gaps import find_worries, print_weak
    from graph.whatif import find_leanings
    from staving.dossier import load_dossier
    from staving.schema import Origin
    from staving.store import Store

    case = load_dossier(dossier)
    with Store.open(workspace.evidence) as store:
        day = check_date(as_of, case)
        reasoner = Reasoner(build_graph(store, case, as_of=day))
        keys = {origin.id: origin.key for origin in store.iterate(Origin)}
    leanings = find_leanings(reasoner)
    worries = find_worries(reasoner, case)
    if not as_json:
        print_weak(case, leanings, worries, keys, day)
        return
    for leaning in leanings:
        write_json_line({"kind": "origin", "name": keys.get(leaning.origin), **asdict(leaning)})
    for name, words in worries.items():
        origins = [keys.get(origin, origin) for origin in reasoner.judge(name).spof]
        write_json_line({"kind": "proposition", "proposition": name, "worries": list(words), "falls_with": origins})


@click.command(epilog="Example: staving missing --dossier dronten --second")
@json_option
@dossier_option
@workspace_option
@as_of_option
@click.option("--second", is_flag=True, help="Also what stands on one origin and would stand on two.")
def missing(*, as_json: bool, dossier: Path, workspace: Workspace, as_of: str | None, second: bool) -> None:
    """Show what to look for: where, whom to ask, and which claims would gain.

    That from which most claims would gain comes first. For each gap one new independent origin is supposed, and the
    case judged again. Where a claim gains only when several gaps are filled, they are named.
    """
    from collections import Counter
    from dataclasses import asdict

    from graph.case import build_graph, check_date
    from graph.gaps import find_gaps
    from graph.report_gaps import print_gaps
    from staving.dossier import load_dossier
    from staving.schema import Evidence, ReviewState
    from staving.store import Store

    case = load_dossier(dossier)
    with Store.open(workspace.evidence) as store:
        day = check_date(as_of, case)
        graph = build_graph(store, case, as_of=day)
        waiting = Counter(item.proposition_id for item in store.iterate(Evidence, "state = ?", (ReviewState.PROPOSED,)))
    gaps = find_gaps(graph, case, waiting=dict(waiting), second=second)
    if not as_json:
        print_gaps(case, gaps, day)
        return
    for gap in gaps:
        write_json_line(asdict(gap))
