"""The command `sources`: which outlets are known, and whether their records still fit."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from staving.errors import SourceError, write_line
from staving.options import find_dossier, json_option, write_json_line

if TYPE_CHECKING:
    from crawler.check_record import Finding
    from crawler.publishers import Publisher


@click.command(epilog="Example: staving sources destentor --page saved.html --url https://www.destentor.nl/…")
@click.argument("name", required=False, metavar="[ID]")
@click.option("--dossier", "dossier_name", metavar="DIR", help="Case file whose outlets are known too.")
@click.option(
    "--page", type=click.Path(path_type=Path, readable=False), help="Compare the record with this saved page."
)
@click.option("--url", help="Address that the page was saved from; where left out, the one that it names itself.")
@click.option("--live", is_flag=True, help="Compare the record, or all of them, with the live site. Asks the network.")
@click.option("--proxy", metavar="URL", help="Proxy for --live: http://host:port.")
@json_option
def sources(
    *,
    name: str | None,
    dossier_name: str | None,
    page: Path | None,
    url: str | None,
    live: bool,
    proxy: str | None,
    as_json: bool,
) -> None:
    """List the outlets that are known, what their policy allows, and test their records.

    With an ID: all that the record says. With --page: what of it fits a page that you saved. With --live: whether
    robots.txt, feeds, sitemaps and one article for each feed still answer as the record says; of outlets that reserve
    their rights no article is asked. Records are never changed: --live shows the record as it could be saved. Where
    something does not hold, the command ends with exit code 1.
    """
    if page is not None and live:
        raise click.UsageError("give --page or --live, not both")
    if url and page is None:
        raise click.UsageError("--url belongs to --page")
    if proxy and not live:
        raise click.UsageError("--proxy belongs to --live")
    known = _load_known(dossier_name)
    chosen = _choose(known, name)
    if page is not None:
        _check_saved(page, url, name, known, as_json=as_json)
    elif live:
        _check_sites(list(chosen.values()), known, proxy, as_json=as_json)
    elif name is not None:
        _show(chosen[name], as_json=as_json)
    else:
        _list(known, as_json=as_json)


def _load_known(dossier_name: str | None) -> dict[str, Publisher]:
    """Return the records that ship with staving, and those of a case file where there is one."""
    from crawler.publishers import load_publishers
    from staving.resources import data_path

    folder = find_dossier(dossier_name)
    if folder is None:
        return load_publishers()
    from staving.dossier import load_dossier

    own = load_dossier(folder).collect.publishers_dir
    return load_publishers(data_path("publishers"), *((own,) if own else ()))


def _choose(known: dict[str, Publisher], name: str | None) -> dict[str, Publisher]:
    if name is None:
        return known
    if name not in known:
        from difflib import get_close_matches

        near = get_close_matches(name, known, n=1)
        hint = f" Did you mean {near[0]}?" if near else ""
        raise SourceError(f"{write_line(name)}: no such outlet.{hint} `staving sources` lists them")
    return {name: known[name]}


def _describe_rights(publisher: Publisher) -> str:
    if publisher.policy.tdm_reserved:
        return "reserved: needs a ground"
    return "may be fetched" if publisher.policy.fetch else "not fetched without a ground"


def _describe_check(publisher: Publisher) -> str:
    if not publisher.verified:
        return "not verified yet"
    return f"verified {publisher.checked}" if publisher.checked else "verified"


def _list(known: dict[str, Publisher], *, as_json: bool) -> None:
    from crawler.publisher_files import write_publisher

    for publisher in known.values():
        if as_json:
            write_json_line(write_publisher(publisher))
            continue
        policy = publisher.policy
        click.echo(
            f"{publisher.id:28} {publisher.name} ({publisher.owner}): {_describe_rights(publisher)}; "
            f"{'paywalled; ' if publisher.paywalled else ''}{'archived' if policy.archive else 'not archived'}; "
            f"full text {policy.full_text}; quotes up to {policy.quote_chars} characters; {publisher.delay_s:g} s "
            f"between requests; {_describe_check(publisher)}"
        )
    if not as_json:
        click.echo(
            f"{len(known)} outlets. Rights reserved: import a page you saved, or declare a ground in dossier.toml."
        )


def _show(publisher: Publisher, *, as_json: bool) -> None:
    from crawler.publisher_files import write_publisher

    if as_json:
        write_json_line(write_publisher(publisher))
        return
    policy, identity = publisher.policy, publisher.identity
    rows: list[tuple[str, str | Iterable[str]]] = [
        ("name", f"{publisher.name} ({publisher.owner}), {publisher.kind}, {publisher.region}"),
        ("languages", ", ".join(publisher.languages)),
        ("site", publisher.site),
        ("hosts", ", ".join(publisher.hosts)),
        ("feed", publisher.feeds),
        ("sitemap", publisher.sitemaps),
        ("section", [f"{section.url} (up to {section.max_pages} pages)" for section in publisher.sections]),
        ("identity", f"{identity.pattern} kept as {identity.address}" if identity else "by address"),
        ("rights", _describe_rights(publisher) + ("; paywalled" if publisher.paywalled else "")),
        ("licence", publisher.licence or "unknown"),
        ("kept", f"{'archived' if policy.archive else 'not archived'}, full text {policy.full_text}"),
        ("quotes", f"up to {policy.quote_chars} characters"),
        ("delay", f"{publisher.delay_s:g} s between requests"),
        ("record", _describe_check(publisher)),
        ("origin", publisher.origin or "not recorded"),
        ("note", publisher.note or ()),
    ]
    for label, value in rows:
        for line in [value] if isinstance(value, str) else value:
            click.echo(f"{label:12}{write_line(line)}")


def _check_saved(path: Path, url: str | None, name: str | None, known: dict[str, Publisher], *, as_json: bool) -> None:
    from crawler.check_record import check_page, find_saved_address
    from crawler.extract import MAX_BYTES, extract
    from crawler.identity import open_gate
    from crawler.publishers import find_publisher

    try:
        if path.exists() and not path.is_file():
            raise SourceError(f"{path}: is no file; name one page that you saved")
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else error
        raise SourceError(f"{path}: cannot be read ({reason}); name a page that you saved") from error
    address = url or find_saved_address(content, extract(content, file_name=path.name))
    owner = find_publisher(known.values(), open_gate(address)) if address else None
    publisher = known[name] if name is not None else owner
    if publisher is None:
        said = f"{address} belongs to no record" if address else "the page does not say where it comes from"
        raise SourceError(f"{path}: {said}; give the ID of a record, and --url")
    found = extract(content, url=address or "", file_name=path.name, markers=publisher.markers, outlet=publisher.name)
    findings = check_page(content, found, address, publisher, known.values())
    _tell(publisher, findings, None, as_json=as_json)
    _end([(publisher, findings)])


def _check_sites(chosen: list[Publisher], known: dict[str, Publisher], proxy: str | None, *, as_json: bool) -> None:
    from crawler.live import Guest, check_live
    from staving.progress import track

    guest = Guest(proxy=proxy)
    results: list[tuple[Publisher, list[Finding]]] = []
    for publisher in track(chosen, label="outlets"):
        report = check_live(publisher, guest, known.values())
        results.append((publisher, list(report.findings)))
        _tell(publisher, report.findings, report.publisher, as_json=as_json, with_record=len(chosen) == 1)
    _end(results)


def _tell(
    publisher: Publisher,
    findings: Iterable[Finding],
    after: Publisher | None,
    *,
    as_json: bool,
    with_record: bool = False,
) -> None:
    """Print what was found; `after` is the record as it could be saved."""
    import dataclasses
    import json

    from crawler.publisher_files import write_publisher

    rows = list(findings)
    if as_json:
        holds = all(row.holds is not False for row in rows)
        checks = [dataclasses.asdict(row) for row in rows]
        record = {"record": write_publisher(after)} if after is not None else {}
        write_json_line({"id": publisher.id, "holds": holds, "checks": checks, **record})
        return
    click.echo(f"{publisher.id}: {publisher.name}")
    for row in rows:
        click.echo(f"  {row.mark:14} {write_line(f'{row.what}: {row.detail}')}")
    if after is not None and with_record:
        click.echo(json.dumps(write_publisher(after), ensure_ascii=False, indent=2))


def _end(results: list[tuple[Publisher, list[Finding]]]) -> None:
    """End with a problem where something does not hold."""
    bad = {publisher.id: sum(row.holds is False for row in rows) for publisher, rows in results}
    wrong = {name: count for name, count in bad.items() if count}
    if wrong:
        count = sum(wrong.values())
        told = ", ".join(f"{name} ({number})" for name, number in wrong.items())
        raise SourceError(f"{count} {'statement does' if count == 1 else 'statements do'} not hold: {told}; see above")
