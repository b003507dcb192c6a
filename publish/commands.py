"""The commands publish, serve and cite."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from staving.config import Workspace
from staving.options import dossier_option, json_option, workspace_option, write_json_line


@click.command(epilog="Example: staving publish --dossier my-case")
@dossier_option
@workspace_option
@json_option
@click.option("--public", is_flag=True, help="Make public.db: short excerpts, no names of private people.")
@click.option(
    "--corrections", default="", help="With --public: where people can ask for corrections and object, on every page."
)
@click.option(
    "--static",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Make the public edition as plain files in this folder, with a search that works in the browser.",
)
@click.option("--address", default="", help="With --static: where it will stand (https://…), for feeds and sitemap.")
def publish(  # noqa: PLR0917 - click passes by name
    dossier: Path,
    workspace: Workspace,
    as_json: bool,
    public: bool,
    corrections: str,
    folder: Path | None,
    address: str,
) -> None:
    """Make the settings of the site: titles, licences, descriptions, facets.

    Writes metadata.yaml and settings.json in the workspace. That site holds press text in full and is for this machine
    only; --public makes the edition that may be published, in public.db and the folder public; --static writes that
    edition as plain files, for any web server.
    """
    from publish.stage import publish as make
    from publish.stage import publish_public
    from staving.dossier import load_dossier

    if public or folder:
        made = publish_public(workspace, load_dossier(dossier), corrections=corrections)
        files = {}
        if folder:
            from publish.edition.static import publish_static

            files = publish_static(workspace, folder, address=address)
        if as_json:
            write_json_line({**made, **files})
            return
        click.echo(
            f"{workspace.public}: excerpts of {made['documents']} documents, {made['evidence']} pieces of evidence; "
            f"{made['masked']} names and addresses masked"
        )
        if not corrections:
            click.echo("No address for corrections and objections is shown: give one with --corrections", err=True)
        if folder:
            click.echo(f"{folder}: {files['pages']} pages, {files['passages']} passages to search")
            if not address:
                click.echo("No feeds and no sitemap: give --address, where the files will stand", err=True)
            click.echo(f"Read it through before you publish it: python -m http.server -d {folder}")
            return
        click.echo("Read it through before you publish it: staving serve --public")
        return
    counts = make(workspace, load_dossier(dossier))
    if as_json:
        write_json_line(counts)
    else:
        click.echo(f"{counts['tables']} tables and {counts['columns']} columns described in {workspace.site}")
        click.echo("Next: staving serve")


@click.command(epilog="Example: staving serve --open")
@workspace_option
@click.option(
    "--port", default=8001, show_default=True, type=click.IntRange(1, 65535), help="The next free one is taken."
)
@click.option("--open", "open_browser", is_flag=True, help="Open the front page in a browser.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at.")
@click.option(
    "--behind-login",
    is_flag=True,
    help="I have put a login before the site. Without it, any host but this machine is refused: the site shows press "
    "text in full.",
)
@click.option("--public", is_flag=True, help="Show the edition that may be published.")
def serve(workspace: Workspace, **options: Any) -> None:
    """Show the site on this machine; Ctrl-C stops it."""
    from publish.serve import serve as run

    run(workspace, **options)


@click.command(epilog="Example: staving cite ECLI:NL:CRVB:2016:3479 --pinpoint 4.3")
@workspace_option
@click.argument("key", metavar="DOCUMENT|PASSAGE|URL|ECLI|CLAIM")
@click.option("--pinpoint", help="Page, consideration or article, as in 4, 4.3 or '6 lid 1 onder e'.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown", "html"]),
    default="text",
    show_default=True,
    help="How italics are written.",
)
@json_option
def cite(workspace: Workspace, key: str, pinpoint: str | None, form: str, as_json: bool) -> None:
    """Footnote and list entry after the Leidraad voor juridische auteurs.

    Of a claim, all sources of its accepted evidence in one note.
    """
    from publish.lookup import find_citation
    from publish.quotes import UNCHECKED
    from publish.rich import Form, show_steering
    from publish.views.reading import open_reading

    with open_reading(workspace.evidence) as store:
        found = find_citation(store, key, pinpoint=pinpoint)
    wanted = Form(form)
    entries = found.list_entries(wanted)
    if as_json:
        item = {"id": found.id, "kind": found.kind, "format": form, "note": found.write_note(wanted)}
        quote = {"quote": found.quote, "checked": found.is_checked} if found.kind == "passage" else {}
        write_json_line({**item, "entries": list(entries), **quote})
        return
    click.echo(found.write_note(wanted))
    if found.kind == "passage":
        click.echo(show_steering(found.quote) if found.quote is not None else UNCHECKED)
    note = found.write_note(wanted)
    for entry in entries:
        if entry != note:
            click.echo(f"List of sources: {entry}")


def _ask_password() -> str:
    return str(click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))


@click.command(epilog="Example: staving reviewer 'Anna Visser'")
@workspace_option
@click.argument("name")
@click.option("--remove", is_flag=True, help="Take the right to review away; the decisions stay.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
def reviewer(workspace: Workspace, name: str, remove: bool, password_stdin: bool) -> None:
    """Let somebody review on the site, with a password of their own.

    Only a hash of the password is kept, in reviewers.json of the workspace.
    """
    from publish.reviewers import add_reviewer, remove_reviewer

    if remove:
        remove_reviewer(workspace.reviewers, name)
        click.echo(f"{name} cannot review any more")
        return
    password = sys.stdin.readline().rstrip("\r\n") if password_stdin else _ask_password()
    is_new = add_reviewer(workspace.reviewers, name, password)
    click.echo(f"{name} can review at /review" if is_new else f"{name} has another password now")
