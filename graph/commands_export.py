"""The commands `staving export` and `claims`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from staving.options import dossier_option, workspace_option

if TYPE_CHECKING:
    from staving.config import Workspace

NAMES = ("argdown", "graphml", "csv", "aif", "mermaid", "dot", "cytoscape")
"""Formats that are written."""

READABLE = ("argdown", "graphml", "csv")
"""Formats that are read."""


@click.command(epilog="Example: staving export --dossier dronten --format argdown --out zaak.argdown")
@dossier_option
@workspace_option
@click.option("--format", "name", type=click.Choice(NAMES), required=True, help="What to write.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="File to write, for csv the folder. Default: standard output, for csv a folder is needed.",
)
@click.option("--claims-only", is_flag=True, help="Without the evidence; needs no workspace.")
def export(*, dossier: Path, workspace: Workspace, name: str, out: Path | None, claims_only: bool) -> None:
    """Write the claims of the case, with the evidence, for other argument software.

    What each format holds is in docs/exchange.md. Evidence is written as ids, origins and stances, never as the text
    of a page. Files that are there are written over.
    """
    from graph.export import FORMATS, read_map
    from staving.dossier import load_dossier
    from staving.store import Store

    if name == "csv" and out is None:
        raise click.UsageError("csv is a folder of files: name one with --out DIR")
    case = load_dossier(dossier)
    if claims_only:
        claims = read_map(None, case)
    else:
        with Store.open(workspace.evidence) as store:
            claims = read_map(store, case)
    files = FORMATS[name].write(claims)
    if out is None:
        click.echo(files[""].encode("utf-8"), nl=False)
        return
    targets = {out / key if key else out: text for key, text in files.items()}
    for target, text in targets.items():
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("w", encoding="utf-8", newline="") as file:
            file.write(text)
    click.echo(
        f"{out}: {len(claims.propositions)} propositions, {len(claims.arguments)} arguments, "
        f"{len(claims.evidence)} links",
        err=True,
    )


@click.command(epilog="Example: staving claims zaak.argdown > claims.yaml")
@click.argument("path", type=click.Path(path_type=Path, exists=True))
@click.option("--format", "name", type=click.Choice(READABLE), help="What it is. Default: by its ending.")
def claims(*, path: Path, name: str | None) -> None:
    """Make a claims.yaml of an argument map: Argdown, GraphML or a folder of CSV files.

    The claims go to standard output; put them in the folder of the case and let `staving check` read them.
    """
    from graph.export import import_map, write_claims_yaml

    found = import_map(path, name)
    click.echo(write_claims_yaml(found).encode("utf-8"), nl=False)
    click.echo(f"{path}: {len(found.propositions)} propositions, {len(found.arguments)} arguments", err=True)
