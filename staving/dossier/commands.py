"""Commands for letter authors: make a case file, and check it."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import click

from staving.errors import DossierError
from staving.options import find_dossier, json_option, write_json_line


@click.command(epilog="Example: staving init my-case --title 'Opnamen van gesprekken' --subject GM0303")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--title", help="What the case is called.")
@click.option("--subject", metavar="CODE|NAME", help="The municipality it is about: CBS code (GM0303) or name.")
@click.option("--from", "source", metavar="DOSSIER", help="Copy this dossier (dronten, or a folder of your own).")
def init(folder: Path, title: str | None, subject: str | None, source: str | None) -> None:
    """Make a case file with comments in DIR, a new or empty folder."""
    from staving.dossier.template import TEMPLATE, write_dossier

    for path in write_dossier(folder, source=source or TEMPLATE, title=title, subject=subject):
        click.echo(path)
    click.echo("Next:")
    click.echo(f"  edit {folder / 'dossier.toml'} and {folder / 'claims.yaml'}")
    click.echo(f"  staving check {folder}")
    click.echo(f"  staving import --dossier {folder} PATH...   (pages and documents that you saved)")
    click.echo(f"  staving run --dossier {folder}")


@click.command(epilog="Example: staving check my-case")
@click.argument("dossier", required=False)
@json_option
def check(dossier: str | None, as_json: bool) -> None:
    """Check a case file; name file, line, key and remedy of each mistake.

    DOSSIER is a folder, or the name of a dossier that ships with staving. Default: the current folder.
    """
    from staving.dossier import read_dossier

    folder = find_dossier(dossier)
    if folder is None:
        raise DossierError("no dossier here; name one, or make one with `staving init my-case`")
    case, mistakes = read_dossier(folder)
    for mistake in mistakes:
        if as_json:
            write_json_line(dataclasses.asdict(mistake))
        else:
            click.echo(mistake)
    errors = sum(not mistake.is_warning for mistake in mistakes)
    if errors:
        click.echo(f"{folder}: {errors} {'mistake' if errors == 1 else 'mistakes'}", err=True)
        raise click.exceptions.Exit(1)
    counts = {
        "propositions": len(case.propositions),
        "arguments": len(case.arguments),
        "premises": len(case.premises),
        "cues": sum(bool(item.cues) for item in case.propositions),
    }
    if as_json:
        write_json_line({"dossier": str(folder), **counts, "warnings": len(mistakes)})
    else:
        summary = ", ".join(f"{count} {name}" for name, count in counts.items() if name != "cues")
        click.echo(f"{folder}: no mistakes; {summary}, cues for {counts['cues']} propositions")
