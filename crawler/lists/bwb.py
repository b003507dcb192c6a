"""Search national law (BWB): the search names laws, the manifest of a law its versions, each version is one XML.

SRU 1.2 of zoekservice.overheid.nl; manifests and texts of repository.officiele-overheidspublicaties.nl.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from crawler.addresses import is_web_address, join_address
from crawler.asks import Ask, Entry, Listing
from crawler.lists.answers import open_xml
from crawler.lists.cql import all_of, one_of, quote_term, search_index
from crawler.lists.paging import begin, read_turn
from crawler.lists.sru import Found, ask_page, describe_record, finish, in_force, read_answer
from crawler.lists.words import read_query
from crawler.pages.dates import read_date
from crawler.pages.elements import read_local_name
from crawler.publishers import Publisher
from staving.dossier.settings import Search

READER = "bwb"
"""Name of the reader of its answers."""

MANIFEST_READER = "bwb_manifest"
"""Name of the reader of the manifest of a law."""

_IDENTIFIER = re.compile(r"BWB[A-Z]\d{7}")


def ask_laws(search: Search, *, base: str, source_id: str) -> Iterator[Ask]:
    """Yield the first request of a search for laws.

    Args:
        search: Query (words of the title), days (versions in force on one of them; without any, the latest version)
            or identifiers (BWBR0005537). The limit counts laws, and versions of each law.
        base: Address of the service.
        source_id: Record of the body whose service it is.
    """
    one_day = search.since if search.since == search.until else None
    query = all_of(
        [
            search_index("overheidbwb.titel=", read_query(search.query)),
            one_of("dcterms.identifier==", search.identifiers),
            f"overheidbwb.geldigheidsdatum=={quote_term(one_day)}" if one_day else None,
        ]
    )
    state = begin(search, since=search.since, until=search.until, seen=[], start=1)
    parameters = (("version", "1.2"), ("operation", "searchRetrieve"), ("x-connection", "BWB"))
    yield ask_page(base, parameters, query or "dcterms.type=wet", state=state, reader=READER, source_id=source_id)


def read_laws(content: bytes, ask: Ask, publisher: Publisher) -> Listing:  # noqa: ARG001 - a `Reader`
    """Return the manifests of the laws on a page of an answer, each once, and the request for the next page.

    The search gives a record for each version; the manifest of the law knows them all. A record that names no
    manifest gives the address of its own version.

    Args:
        content: The answer.
        ask: The request; its state holds days and the laws seen so far.
        publisher: The body whose service it is.
    """
    answer = read_answer(content)
    days: dict[str, Any] = {"since": ask.state.get("since"), "until": ask.state.get("until")}
    seen = [str(item) for item in ask.state.get("seen") or ()]
    lists: list[Ask] = []
    entries: list[Entry] = []
    room = read_turn(ask).room
    for record in answer.records:
        identifier = record.one("identifier") or ""
        manifest = _resolve(record.one("locatie_manifest"), ask.url)
        text = _resolve(record.one("locatie_toestand"), ask.url)
        if identifier in seen or len(lists) + len(entries) >= room:
            continue
        if manifest is not None:
            seen.append(identifier)
            entry = Entry(
                url=manifest, title=record.one("title"), identifier=identifier, fields=describe_record(record)
            )
            state = {"limit": read_turn(ask).limit, **days}
            lists.append(Ask(url=manifest, reader=MANIFEST_READER, source_id=ask.source_id, entry=entry, state=state))
        elif text is not None and _is_in_force(record, **days):
            entries.append(_read_version(record, text))
    return finish(ask, answer, entries, asks=tuple(lists), seen=seen)


def read_manifest(content: bytes, ask: Ask, publisher: Publisher) -> Listing:  # noqa: ARG001 - a `Reader`
    """Return the versions of a law that a manifest names: those in force in the period, else the latest.

    Args:
        content: The manifest.
        ask: The request; its state holds days and limit.
        publisher: The body whose service it is.
    """
    root, problem = open_xml(content)
    if root is None:
        return Listing(problem=problem)
    if read_local_name(root) != "work":
        return Listing(problem=f"<{read_local_name(root)}> is no manifest of a law")
    title = ask.entry.title if ask.entry else None
    identifier = root.get("label") or (ask.entry.identifier if ask.entry else None)
    since, until = ask.state.get("since"), ask.state.get("until")
    found: list[Entry] = []
    for expression in root:
        label = expression.get("label") or "" if read_local_name(expression) == "expression" else ""
        address = _find_item(expression, label, ask.url) if label else None
        if address is None:
            continue
        values = _read_values(expression)
        record = Found(values={name: (text,) for name, text in values.items()})
        if not in_force(record, since, until, "datum_inwerkingtreding", "einddatum"):
            continue
        found.append(
            Entry(
                url=address,
                title=title,
                published=read_date(values.get("datum_inwerkingtreding")) or read_date(label[:10]),
                modified=read_date(values.get("tijdstip_laatste_wijziging")),
                identifier=identifier,
                fields=dict(values),
            )
        )
    found.sort(key=lambda entry: entry.published or "", reverse=True)
    limit = 1 if since is None or since == until else read_turn(ask).limit
    if not found and problem is None:
        problem = "the manifest names no version of the law that was in force in the period"
    return Listing(entries=tuple(found[:limit]), problem=problem)


def is_law(identifier: str) -> bool:
    """Tell whether this is the number of a law or treaty in the BWB.

    >>> is_law("BWBR0005537"), is_law("CVDR1_1")
    (True, False)
    """
    return _IDENTIFIER.fullmatch(identifier) is not None


def _resolve(address: str | None, base: str) -> str | None:
    found = join_address(base, address) if address else ""
    return found if is_web_address(found) else None


def _is_in_force(record: Found, since: str | None, until: str | None) -> bool:
    return in_force(record, since, until, "geldigheidsperiode_startdatum", "geldigheidsperiode_einddatum")


def _read_version(record: Found, address: str) -> Entry:
    return Entry(
        url=address,
        title=record.one("title"),
        published=read_date(record.one("geldigheidsperiode_startdatum")),
        modified=read_date(record.one("modified")),
        identifier=record.one("identifier"),
        fields=describe_record(record),
    )


def _find_item(expression: Any, label: str, base: str) -> str | None:
    """Return the address of the XML of a version that was not withdrawn."""
    for manifestation in expression:
        if read_local_name(manifestation) != "manifestation" or manifestation.get("label") != "xml":
            continue
        for item in manifestation:
            name = item.get("label") if read_local_name(item) == "item" else None
            if name and item.get("_deleted", "false") != "true":
                return _resolve(f"{label}/xml/{name}", base)
    return None


def _read_values(expression: Any) -> dict[str, str]:
    metadata = next((child for child in expression if read_local_name(child) == "metadata"), None)
    children = [] if metadata is None else [child for child in metadata if isinstance(child.tag, str)]
    return {read_local_name(child): " ".join("".join(child.itertext()).split()) for child in children}
