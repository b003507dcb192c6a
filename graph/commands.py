"""The commands `staving link` and `origins`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from staving.options import (
    dossier_option,
    json_option,
    read_json_lines,
    workspace_option,
    write_json_line,
)

if TYPE_CHECKING:
    from pathlib import Path

    from staving.config import Workspace
    from staving.dossier import Dossier


@click.command(epilog="Example: staving link --dossier dronten --json < passages.jsonl")
@json_option
@dossier_option
@workspace_option
@click.option("--force", is_flag=True, help="Link again although nothing changed.")
@click.option(
    "--learn",
    "is_learning",
    is_flag=True,
    help="First fit the constants of the score on the links that reviewers accepted and rejected; they are kept only "
    "if they are better on documents left out.",
)
@click.option(
    "--scorer",
    "scorer_name",
    metavar="NAME",
    help="A scorer of your own in the place of the score: module:object, or an entry point of staving.scorers.",
)
def link(
    *,
    as_json: bool,
    dossier: Path,
    workspace: Workspace,
    force: bool,
    is_learning: bool,
    scorer_name: str | None,
) -> None:
    """Link passages to the propositions of the case.

    Without --json: the passages of the workspace. With --json: JSON Lines on standard input
    ({"id", "text", "date"?, "outlet"?}), at least five propositions for each on standard output. With --learn and
    --json: what was learned, as one line of JSON, and nothing is linked.
    """
    from graph.learn import read_table
    from graph.scorer import load_scorer
    from staving.dossier import load_dossier

    case = load_dossier(dossier)
    scorer = load_scorer(scorer_name) if scorer_name else None
    if is_learning:
        _learn(case, workspace, as_json=as_json)
        if as_json:
            return
    if as_json:
        from graph.link import Linker, Text
        from staving.schema import TextItem
        from staving.stages import load_tagger

        linker, tagger = Linker(case, read_table(workspace.link_weights), scorer), load_tagger()
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
        counts = link_store(
            store, case, review_path=workspace.review, weights_path=workspace.link_weights, scorer=scorer, force=force
        )
    click.echo(", ".join(f"{count} {name}" for name, count in counts.items()))


def _learn(case: Dossier, workspace: Workspace, *, as_json: bool) -> None:
    """Learn from the reviews of a workspace and say what came of it."""
    from dataclasses import asdict

    from graph.learn import describe, learn, read_table
    from graph.link import Linker
    from staving.store import Store

    with Store.open(workspace.evidence) as store:
        linker = Linker(case, read_table(workspace.link_weights))
        learned = learn(store, linker, review_path=workspace.review, weights_path=workspace.link_weights)
    if as_json:
        write_json_line(asdict(learned))
        return
    for line in describe(learned):
        click.echo(line)


@click.command(epilog="Example: staving origins --json < sets.jsonl")
@json_option
@workspace_option
def origins(*, as_json: bool, workspace: Workspace) -> None:
    """Say which items come from one and the same origin.

    Without --json: the origins of the workspace with what rests on each. With --json: JSON Lines on standard input
    ({"id", "complainant"?, "items": [{"id", "outlet", "publisher", "text", "date", "speaker"?, "url"?}]}).
    """
    if as_json:
        from graph.formats import answer_stdin, attribute_line

        answer_stdin(attribute_line, "sets could not be read")
        return
    from staving.schema import Evidence, Origin
    from staving.store import Store

    with Store.open(workspace.evidence) as store:
        for origin in store.iterate(Origin, order='"key"'):
            count = store.count(Evidence, "origin_id = ?", (origin.id,))
            counted = "" if origin.counts else "  telt niet mee"
            click.echo(f"{origin.key}  ({origin.kind})  {count} links{counted}")
