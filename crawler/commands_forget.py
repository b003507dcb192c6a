"""The command `forget`."""

from __future__ import annotations

import click

from staving.config import Workspace
from staving.errors import StoreError, write_line
from staving.options import json_option, workspace_option, write_json_line


@click.command(epilog="Example: staving forget https://krant.example/artikel-12 --workspace my-case/workspace")
@click.option(
    "--dossier", "dossier_name", metavar="DIR", envvar="STAVING_DOSSIER", help="Case file whose outlets count too."
)
@workspace_option
@click.argument("key", metavar="[URL|PERSON]", required=False)
@click.option("--dry-run", "is_trial", is_flag=True, help="Only say what would go.")
@click.option("--yes", is_flag=True, help="Do not ask; what is removed does not come back.")
@click.option("--undo", is_flag=True, help="Let it be taken in again, with the next crawl or import.")
@click.option("--list", "is_list", is_flag=True, help="Say how much was forgotten, and when; names are not kept.")
@json_option
def forget(  # noqa: PLR0917 - click passes by name
    dossier_name: str | None,
    workspace: Workspace,
    key: str | None,
    is_trial: bool,
    yes: bool,
    undo: bool,
    is_list: bool,
    as_json: bool,
) -> None:
    """Remove a page or a person from databases, search and archive, and never take them in again.

    A page goes with all its versions, what was read in them and the decisions on it. Of a person (at least two words,
    as the name stands in the texts) the name goes, letter by letter; the rest of the texts stays. A keyed hash is left
    in forgotten.json, which crawls, imports and new databases obey. The public edition is deleted: make it anew.
    """
    from crawler.commands import load_known
    from crawler.forget import forget as run
    from crawler.forget import is_address, recall

    Workspace.open(workspace.root, create=False)
    if is_list:
        _list_stones(workspace, as_json=as_json)
        return
    if not key or not key.strip():
        raise StoreError("nothing named; give the address of a page or the name of a person")
    key = key.strip()
    publishers = load_known(dossier_name)
    if undo:
        if not recall(workspace, key, publishers):
            raise StoreError(f"{write_line(key)}: was not forgotten; see `staving forget --list`")
        click.echo("May be taken in again: staving crawl, or staving import")
        return
    kind = "page" if is_address(key) else "person"
    if is_trial or not yes:
        _, found = run(workspace, key, publishers, is_trial=True)
    if not (is_trial or yes):
        told = f"{found.counts['document']} documents" + (" go" if kind == "page" else " name the person")
        click.confirm(f"{told}; what is removed does not come back. Go on?", abort=True, err=True)
    if not is_trial:
        _, found = run(workspace, key, publishers)
    counts = {name: count for name, count in sorted(found.counts.items()) if count}
    if as_json:
        write_json_line({"kind": kind, "trial": is_trial, "removed": counts, "addresses": found.addresses})
        return
    listed = ", ".join(f"{count} {name}" for name, count in counts.items()) or "nothing was there"
    click.echo(f"{'Would change' if is_trial else 'Forgotten'}: {listed}")
    for address in found.addresses:
        click.echo(f"The address holds the name: {write_line(address)} (staving forget it too, or leave it)", err=True)
    if not is_trial:
        gone = "; the public edition was deleted: staving publish --public" if found.has_public else ""
        click.echo(f"Next: staving assess, staving publish{gone}")
        click.echo(
            "Not reached: your own case file, copies, backups, static sites and bundles that were made before.",
            err=True,
        )


def _list_stones(workspace: Workspace, *, as_json: bool) -> None:
    """Say when something was forgotten."""
    from staving.forgotten import Forgotten

    for stone in Forgotten.read(workspace.root).stones:
        if as_json:
            write_json_line({"kind": stone.kind, "at": stone.at.isoformat()})
        else:
            click.echo(f"{stone.at:%Y-%m-%d %H:%M}  {stone.kind}")
