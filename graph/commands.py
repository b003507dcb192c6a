"""The commands `staving link`, `origins`, `assess` and `compare`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from staving.options import (
    dossier_option,
    find_dossier,
    json_option,
    read_json_lines,
    workspace_option,
    write_json_line,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from staving.config import Workspace


def _answer_stdin(answer: Callable[[dict[str, Any]], dict[str, Any]], what: str) -> None:
    """Write the answer to each line; a line that cannot be read is named on standard error and does not stop the rest.

    Raises:
        GraphError: At least one line could not be read.
    """
    from graph.model import GraphError

    failed = 0
    for row in read_json_lines(needs=("id",)):
        try:
            write_json_line(answer(row))
        except GraphError as problem:
            failed += 1
            click.echo(str(problem), err=True)
    if failed:
        raise GraphError(f"{failed} {what}; see the lines above")


@click.command(epilog="Example: staving link --dossier dronten --json < passages.jsonl")
@json_option
@dossier_option
@workspace_option
@click.option("--force", is_flag=True, help="Link again although nothing changed.")
def link(*, as_json: bool, dossier: Path, workspace: Workspace, force: bool) -> None:
    """Link passages to the propositions of the case.

    Without --json: the passages of the workspace. With --json: JSON Lines on standard input
    ({"id", "text", "date"?, "outlet"?}), at least five propositions for each on standard output.
    """
    from staving.dossier import load_dossier

    case = load_dossier(dossier)
    if as_json:
        from graph.link import Linker, Text
        from staving.schema import TextItem
        from staving.stages import load_tagger

        linker, tagger = Linker(case), load_tagger()
        for row in read_json_lines(needs=("id", "text")):
            text, date = str(row["text"]), str(row["date"]) if row.get("date") else None
            outlet = str(row["outlet"]) if row.get("outlet") else None
            item = TextItem(id=str(row["id"]), text=text, date=date, outlet=outlet)
            for annotation in tagger([item]):
                passage = Text(id=item.id, text=text, date=date, outlet=outlet)
                for found in linker.link(passage, annotation):
                    write_json_line(
                        {
                            "passage": row["id"],
                            "proposition": found.proposition,
                            "stance": found.stance.value,
                            "score": found.score,
                            "reasons": list(found.reasons),
                        }
                    )
        return
    from graph.stage import link as link_store
    from staving.store import Store

    with Store.open(workspace.evidence) as store:
        counts = link_store(store, case, review_path=workspace.review, force=force)
    click.echo(", ".join(f"{count} {name}" for name, count in counts.items()))


@click.command(epilog="Example: staving origins --json < sets.jsonl")
@json_option
@workspace_option
def origins(*, as_json: bool, workspace: Workspace) -> None:
    """Say which items come from one and the same origin.

    Without --json: the origins of the workspace with what rests on each. With --json: JSON Lines on standard input
    ({"id", "complainant"?, "items": [{"id", "outlet", "publisher", "text", "date", "speaker"?, "url"?}]}).
    """
    if as_json:
        from graph.formats import attribute_line

        _answer_stdin(attribute_line, "sets could not be read")
        return
    from staving.schema import Evidence, Origin
    from staving.store import Store

    with Store.open(workspace.evidence) as store:
        for origin in store.iterate(Origin, order='"key"'):
            count = store.count(Evidence, "origin_id = ?", (origin.id,))
            counted = "" if origin.counts else "  telt niet mee"
            click.echo(f"{origin.key}  ({origin.kind})  {count} links{counted}")


@click.command(epilog="Example: staving assess --dossier dronten --as-of 2021-11-19")
@json_option
@click.option(
    "--dossier", "dossier_name", envvar="STAVING_DOSSIER", metavar="DIR", help="Case file. Default: the current folder."
)
@workspace_option
@click.option(
    "--as-of", metavar="DATE", help="Date to assess for (YYYY-MM-DD). Default: the one of the case file, or today."
)
def assess(*, as_json: bool, dossier_name: str | None, workspace: Workspace, as_of: str | None) -> None:
    """Say what each proposition stands on, and what breaks it.

    With --json and no --dossier on the command line: graphs as JSON Lines on standard input, verdicts on standard
    output. Otherwise the propositions of the case over the accepted evidence of the workspace, as a table or (--json)
    as JSON Lines.
    """
    given = click.get_current_context().get_parameter_source("dossier_name")
    if as_json and given is not click.core.ParameterSource.COMMANDLINE:
        from graph.formats import assess_line

        _answer_stdin(assess_line, "graphs could not be assessed")
        return
    folder = find_dossier(dossier_name)
    from graph.report import print_verdicts
    from graph.stage import assess as assess_store
    from graph.stage import check_date
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
        assess_store(store, case, as_of=day)
        verdicts = {item.proposition_id: item for item in store.iterate(Verdict, "as_of = ?", (day,))}
        if as_json:
            for proposition in case.propositions:
                write_json_line(as_row(verdicts[proposition.id]))
        else:
            print_verdicts(store, case, verdicts, day)


@click.command(epilog="Example: staving compare --dossier dronten")
@json_option
@dossier_option
@workspace_option
@click.option("--as-of", metavar="DATE", help="Leave out what is of a later date.")
def compare(*, as_json: bool, dossier: Path, workspace: Workspace, as_of: str | None) -> None:
    """Show how each municipality stands to each practice, with dates and independent origins."""
    from dataclasses import asdict

    from graph.compare import compare as compare_store
    from graph.report import print_cells
    from graph.stage import check_date
    from staving.dossier import load_dossier
    from staving.store import Store

    case = load_dossier(dossier)
    with Store.open(workspace.evidence) as store:
        cells = compare_store(store, case, as_of=check_date(as_of, case) if as_of else None)
        if as_json:
            for cell in cells:
                write_json_line(asdict(cell))
        else:
            print_cells(store, cells)
