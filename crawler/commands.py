"""The commands that bring texts in: `crawl`, `import`, `extract`, `sources`."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from staving.config import Workspace
from staving.errors import SourceError, write_line
from staving.options import (
    dossier_option,
    find_dossier,
    json_option,
    read_json_lines,
    workspace_option,
    write_json_line,
)
from staving.schema import DocumentKind

if TYPE_CHECKING:
    from crawler.extracted import Extracted
    from crawler.publishers import Publisher


@click.command(epilog="Example: staving crawl --dossier my-case --limit 50")
@dossier_option
@workspace_option
@click.option("--limit", type=click.IntRange(min=1), help="Ask for at most this many pages, new ones only.")
@click.option("--publisher", "publishers", multiple=True, metavar="ID", help="Walk this outlet only; may be repeated.")
@json_option
def crawl(dossier: Path, workspace: Workspace, limit: int | None, publishers: tuple[str, ...], as_json: bool) -> None:
    """Collect what the case file names: feeds, sitemaps, addresses and folders.

    Safe to repeat: pages that did not change are not stored again. The crawler obeys robots.txt and keeps the delay of
    each outlet. De Stentor, Trouw and the other titles of DPG reserve their rights: without a ground in dossier.toml
    only titles and addresses from their feeds are recorded. Save such a page yourself and use `staving import`.
    """
    from crawler.stage import collect, count_flags
    from staving.dossier import load_dossier

    counts = collect(workspace, load_dossier(dossier), limit=limit, publishers=publishers, with_folders=not publishers)
    if as_json:
        write_json_line(counts)
        return
    click.echo(
        f"{counts['pages']} pages and {counts['imported']} files: {counts['documents']} new documents, "
        f"{counts['changed']} changed, {counts['unchanged']} unchanged, {counts['clusters']} groups of near copies"
    )
    if counts["left"]:
        click.echo(f"  {counts['left']:5d} left for a next run")
    for flag, count in count_flags(counts).items():
        click.echo(f"  {count:5d} {flag.replace('_', ' ')}")


@click.command(name="import", epilog="Example: staving import page.html --url https://www.krant.example/artikel")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path, readable=False))
@click.option("--url", help="Address that the page was saved from (one file only).")
@click.option("--date", "published", help="Date of publication: YYYY, YYYY-MM or YYYY-MM-DD.")
@click.option("--outlet", help="Name of the outlet or body that published it.")
@click.option("--kind", type=click.Choice([kind.value for kind in DocumentKind]), help="What sort of text it is.")
@click.option("--municipality", help="Name or CBS code of the municipality whose document it is.")
@click.option("--dossier", "dossier_name", metavar="DIR", help="Case file whose outlets are known too.")
@workspace_option
@json_option
def import_(  # noqa: PLR0917 - click passes by name
    paths: tuple[Path, ...],
    url: str | None,
    published: str | None,
    outlet: str | None,
    kind: str | None,
    municipality: str | None,
    dossier_name: str | None,
    workspace: Workspace,
    as_json: bool,
) -> None:
    """Take in files and folders: HTML, Markdown, text, PDF, XML of public bodies, JSON Lines.

    Safe to repeat: nothing is stored twice. A file `page.html.meta.json` beside `page.html` says what you know of it:
    url, title, outlet, published, kind, identifier, municipality, isBasedOn. Files that cannot be read are recorded
    with a flag; then the command ends with exit code 1.
    """
    from crawler.addresses import is_web_address
    from crawler.importer import Given, import_files, show_problems
    from crawler.pages.dates import read_date
    from staving.store import Store

    if url and (len(paths) != 1 or paths[0].is_dir()):
        raise click.UsageError("--url belongs to one file")
    if url and not is_web_address(url):
        raise click.UsageError(f"--url {write_line(url)}: write a web address in full, with http:// or https://")
    date = read_date(published)
    if published and date is None:
        raise click.UsageError(f"--date {published}: write YYYY, YYYY-MM or YYYY-MM-DD")
    if municipality:
        from staving.gazetteer import find_municipality

        if find_municipality(municipality, date) is None:
            raise SourceError(f"--municipality {municipality}: no municipality of that name; give its name or CBS code")
    given = Given(
        url=url,
        published=date,
        outlet=outlet,
        kind=DocumentKind(kind) if kind else None,
        municipality=municipality,
    )
    known = _load_known(dossier_name)
    with Store.open(Workspace.open(workspace.root).evidence, create=True) as store:
        run = store.start_run("collect", "import")
        result = import_files(store, paths, publishers=known, given=given, run_id=run.id)
        store.finish_run(run, {"files": result.counts["files"]}, result.counts, result.problems[:1000])
    if as_json:
        write_json_line({**result.counts, "problems": list(result.problems)})
    else:
        counts = result.counts
        click.echo(
            f"{counts['files']} files: {counts['documents']} new documents, {counts['changed']} changed, "
            f"{counts['known']} known, {counts['skipped']} files skipped (taken in before)"
        )
    if result.problems:
        show_problems(result.problems)
        raise SourceError(f"{len(result.problems)} could not be read whole (named above); everything else is stored")


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


@click.command(epilog="Example: staving sources --dossier my-case")
@click.option("--dossier", "dossier_name", metavar="DIR", help="Case file whose outlets are listed too.")
@json_option
def sources(dossier_name: str | None, as_json: bool) -> None:
    """List the outlets that are known, and what their policy allows."""
    import dataclasses

    known = _load_known(dossier_name)
    for publisher in known.values():
        if as_json:
            write_json_line(dataclasses.asdict(publisher))
            continue
        policy = publisher.policy
        rights = (
            "reserved: needs a ground" if policy.tdm_reserved else "may be fetched" if policy.fetch else "files only"
        )
        verified = "verified" if publisher.verified else "not verified yet"
        click.echo(
            f"{publisher.id:28} {publisher.name} ({publisher.owner}): {rights}; "
            f"{'archived' if policy.archive else 'not archived'}; full text {policy.full_text}; quotes up to "
            f"{policy.quote_chars} characters; {publisher.delay_s:g} s between requests; {verified}"
        )
    if not as_json:
        click.echo(
            f"{len(known)} outlets. Rights reserved: import a page you saved, or declare a ground in dossier.toml."
        )


def _load_known(dossier_name: str | None) -> dict[str, Publisher]:
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
