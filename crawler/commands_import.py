"""The command that takes in what a user has: `import`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from staving.config import Workspace
from staving.errors import SourceError, write_line
from staving.options import find_dossier, json_option, workspace_option, write_json_line
from staving.schema import DocumentKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crawler.publishers import Publisher


@click.command(
    name="import",
    epilog="Examples: staving import page.html --url https://www.krant.example/artikel; "
    "staving import CC-NEWS-20211119.warc.gz --outlet nos --since 2021-11",
)
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path, readable=False))
@click.option("--url", help="Address that the page was saved from (one file only).")
@click.option("--date", "published", help="Date of publication: YYYY, YYYY-MM or YYYY-MM-DD.")
@click.option(
    "--outlet",
    "outlets",
    multiple=True,
    metavar="NAME",
    help="Files: name of the outlet or body that published them. Web archives: id of the outlet whose pages are taken "
    "(see `staving sources`); may be repeated.",
)
@click.option(
    "--domain", "domains", multiple=True, metavar="HOST", help="Web archives: take pages of this host; may be repeated."
)
@click.option("--since", help="Web archives: take what was captured on or after this day (YYYY, YYYY-MM, YYYY-MM-DD).")
@click.option("--until", help="Web archives: take what was captured on or before this day.")
@click.option("--kind", type=click.Choice([kind.value for kind in DocumentKind]), help="What sort of text it is.")
@click.option("--municipality", help="Name or CBS code of the municipality whose document it is.")
@click.option("--jobs", type=click.IntRange(min=1), help="Processes that read. Default: one for each core.")
@click.option("--dossier", "dossier_name", metavar="DIR", help="Case file whose outlets and grounds count too.")
@workspace_option
@json_option
def import_(  # noqa: PLR0917 - click passes by name
    paths: tuple[Path, ...],
    url: str | None,
    published: str | None,
    outlets: tuple[str, ...],
    domains: tuple[str, ...],
    since: str | None,
    until: str | None,
    kind: str | None,
    municipality: str | None,
    jobs: int | None,
    dossier_name: str | None,
    workspace: Workspace,
    as_json: bool,
) -> None:
    """Take in files, folders and web archives: HTML, PDF, text, mail, exports, WARC and WACZ files.

    Safe to repeat: nothing is stored twice. A file `page.html.meta.json` beside `page.html` says what you know of it:
    url, title, outlet, published, kind, identifier, municipality, isBasedOn. Files that cannot be read are recorded
    with a flag; then the command ends with exit code 1.

    A web archive gives no right of its own: of outlets that reserve text and data mining (De Stentor, Trouw …) only
    title, date, address and hash are kept, unless the case file declares a ground. A single page that you saved
    yourself is read.
    """
    from crawler.importer import Given, Selection, import_files, show_problems
    from staving.store import Store

    _check_options(paths, url, municipality, published)
    selection = Selection(
        outlets=outlets if _holds_archive(paths) else (),
        domains=domains,
        since=_read_day("--since", since),
        until=_read_day("--until", until),
    )
    if len(outlets) > 1 and not selection.outlets:
        raise click.UsageError("--outlet may be repeated for web archives only")
    given = Given(
        url=url,
        published=_read_day("--date", published),
        outlet=outlets[0] if len(outlets) == 1 else None,
        kind=DocumentKind(kind) if kind else None,
        municipality=municipality,
    )
    known, grounds = _load_known(dossier_name)
    with Store.open(Workspace.open(workspace.root).evidence, create=True) as store:
        run = store.start_run("collect", "import")
        result = import_files(
            store,
            paths,
            publishers=known,
            given=given,
            selection=selection,
            grounds=grounds,
            jobs=jobs,
            run_id=run.id,
        )
        store.finish_run(run, {"files": result.counts["files"]}, result.counts, result.problems[:1000])
    if as_json:
        write_json_line({**result.counts, "problems": list(result.problems)})
    else:
        _show_counts(result.counts)
    if result.problems:
        show_problems(result.problems)
        raise SourceError(f"{len(result.problems)} could not be read whole (named above); everything else is stored")


def _check_options(paths: tuple[Path, ...], url: str | None, municipality: str | None, published: str | None) -> None:
    from crawler.addresses import is_web_address

    if url and (len(paths) != 1 or paths[0].is_dir() or _holds_archive(paths)):
        raise click.UsageError("--url belongs to one file, which is no web archive")
    if url and not is_web_address(url):
        raise click.UsageError(f"--url {write_line(url)}: write a web address in full, with http:// or https://")
    date = _read_day("--date", published)
    if municipality:
        from staving.gazetteer import find_municipality

        if find_municipality(municipality, date) is None:
            raise SourceError(f"--municipality {municipality}: no municipality of that name; give its name or CBS code")


def _read_day(option: str, value: str | None) -> str | None:
    from crawler.pages.dates import cut_to_day, read_date

    date = read_date(value)
    if value and date is None:
        raise click.UsageError(f"{option} {write_line(value)}: write YYYY, YYYY-MM or YYYY-MM-DD")
    return date if option == "--date" else cut_to_day(date)


def _holds_archive(paths: tuple[Path, ...]) -> bool:
    """Tell whether web archives are among the files named, or below the folders named."""
    from crawler.files import list_files
    from crawler.web_archives import is_web_archive

    for path, _ in list_files(paths, None, []):
        try:
            if is_web_archive(path):
                return True
        except OSError:
            continue  # told later, when it is read
    return False


def _load_known(dossier_name: str | None) -> tuple[Mapping[str, Publisher], Mapping[str, str]]:
    """Return the publisher records in force, and the grounds that the case file declares."""
    from crawler.publishers import load_publishers
    from crawler.stage import list_folders

    folder = find_dossier(dossier_name)
    if folder is None:
        return load_publishers(), {}
    from staving.dossier import load_dossier

    dossier = load_dossier(folder)
    return load_publishers(*list_folders(dossier)), dossier.collect.grounds


def _show_counts(counts: Mapping[str, int]) -> None:
    from staving.schema import Flag

    click.echo(
        f"{counts['files']} files: {counts['documents']} new documents, {counts['changed']} changed, "
        f"{counts['known']} known, {counts['skipped']} files skipped (taken in before)"
    )
    if counts["answers"] or counts["passed"]:
        click.echo(f"  {counts['answers']:5d} answers of web archives taken in, {counts['passed']} passed over")
    for flag in Flag:
        if counts.get(flag.value):
            click.echo(f"  {counts[flag.value]:5d} {flag.value.replace('_', ' ')}")
