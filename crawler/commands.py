"""The commands that bring texts in: `crawl`, `extract`."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from staving.config import Workspace
from staving.errors import write_line
from staving.options import (
    dossier_option,
    find_dossier,
    json_option,
    read_json_lines,
    workspace_option,
    write_json_line,
)

if TYPE_CHECKING:
    from crawler.extracted import Extracted
    from crawler.publishers import Publisher


@click.command(epilog="Example: staving crawl --dossier my-case --limit 50")
@dossier_option
@workspace_option
@click.option("--limit", type=click.IntRange(min=1), help="Ask for at most this many pages, new ones only.")
@click.option("--publisher", "publishers", multiple=True, metavar="ID", help="Walk this outlet only; may be repeated.")
@click.option(
    "--due", "is_due", is_flag=True, help="Ask only for what is due: each address as often as it was seen to change."
)
@json_option
def crawl(  # noqa: PLR0917 - click passes by name
    dossier: Path,
    workspace: Workspace,
    limit: int | None,
    publishers: tuple[str, ...],
    is_due: bool,
    as_json: bool,
) -> None:
    """Collect what the case file names: outlets, feeds, sitemaps, addresses, searches and folders.

    Safe to repeat, also after it was killed: it goes on where it stopped, and pages that did not change are not stored
    again. `staving status` shows how far it is. The crawler obeys robots.txt and keeps the delay of each outlet.
    De Stentor, Trouw and the other titles of DPG reserve their rights: without a ground in dossier.toml only titles and
    addresses from their feeds are recorded. Save such a page yourself and use `staving import`.
    """
    from crawler.stage import collect, count_flags
    from staving.dossier import load_dossier

    counts = collect(
        workspace,
        load_dossier(dossier),
        limit=limit,
        publishers=publishers,
        with_folders=not (publishers or is_due),
        is_due=is_due,
    )
    if as_json:
        write_json_line(counts)
        return
    click.echo(
        f"{counts['pages']} pages and {counts['imported']} files: {counts['documents']} new documents, "
        f"{counts['changed']} changed, {counts['unchanged']} unchanged, {counts['clusters']} groups of near copies"
    )
    if counts["left"]:
        click.echo(f"  {counts['left']:5d} left in the queue for a next run (`staving status` shows of which sites)")
    for flag, count in count_flags(counts).items():
        click.echo(f"  {count:5d} {flag.replace('_', ' ')}")


@click.command(epilog="Example: staving status --workspace work")
@workspace_option
@json_option
def status(workspace: Workspace, as_json: bool) -> None:
    """Show the frontier: for each source what is queued, done, flagged and due; also while a crawl is at work."""
    from crawler.process import is_crawling
    from crawler.status import read_status
    from staving.store import Store

    with Store.open(workspace.evidence) as store:
        rows = read_status(store)
    running = is_crawling(workspace)
    if as_json:
        for row in rows:
            write_json_line({**row.as_json(), "crawling": running})
        return
    click.echo("A crawl is at work." if running else "No crawl is at work.")
    if not rows:
        click.echo("The frontier is empty; `staving crawl` fills it.")
        return
    click.echo(f"{'source':28} {'queued':>7} {'done':>7} {'due':>7}  flags")
    for row in rows:
        flags = ", ".join(f"{count} {flag.replace('_', ' ')}" for flag, count in row.flags.items())
        click.echo(f"{row.source:28} {row.queued:7d} {row.done:7d} {row.due:7d}  {flags}")


@click.command(epilog="Example: staving extract --json < pages.jsonl")
@json_option
def extract(as_json: bool) -> None:  # noqa: ARG001 - JSON Lines is the only form
    """Text and metadata of saved pages: JSON Lines in, JSON Lines out.

    In: {"page", "url", "file"}. Out: {"page", "url", "flag", "title", "authors", "agencies", "published", "modified",
    "outlet", "language", "text"}. Needs no workspace and stores nothing.
    """
    from crawler.publishers import load_publishers

    known = load_publishers()
    for item in read_json_lines(needs=("page",)):
        url = item.get("url") if isinstance(item.get("url"), str) else ""
        found = _extract_file(item.get("file"), url or "", known)
        write_json_line(
            {
                "page": item["page"],
                "url": item.get("url"),
                "flag": found.flag.value,
                "title": found.title,
                "authors": list(found.authors),
                "agencies": list(found.agencies),
                "published": found.published,
                "modified": found.modified,
                "outlet": found.outlet,
                "language": found.language,
                "text": found.text,
            }
        )


def load_known(dossier_name: str | None) -> dict[str, Publisher]:
    """Return the publisher records that ship with staving, and those of a case file where there is one."""
    from crawler.publishers import load_publishers
    from crawler.stage import list_folders

    folder = find_dossier(dossier_name)
    if folder is None:
        return load_publishers()
    from staving.dossier import load_dossier

    return load_publishers(*list_folders(load_dossier(folder)))


def _extract_file(name: Any, url: str, known: dict[str, Publisher]) -> Extracted:
    """Return what a saved page says; a file that is missing or cannot be read gives a flag."""
    from crawler.extract import MAX_BYTES
    from crawler.extract import extract as read_page
    from crawler.extracted import Extracted
    from crawler.publishers import Markers, find_publisher
    from staving.schema import Flag

    if not isinstance(name, str) or not name:
        return Extracted(flag=Flag.ERROR, note="no file named")
    path = Path(name)
    try:
        if path.exists() and not path.is_file():
            raise OSError(errno.EINVAL, "is no file")  # opening a pipe or a device could wait for ever
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else error
        click.echo(write_line(f"{name}: cannot be read ({reason})"), err=True)
        return Extracted(flag=Flag.ERROR, note="the file cannot be read")
    publisher = find_publisher(known.values(), url) if url else None
    return read_page(
        content,
        url=url,
        file_name=path.name,
        markers=publisher.markers if publisher else Markers(),
        outlet=publisher.name if publisher else None,
    )
