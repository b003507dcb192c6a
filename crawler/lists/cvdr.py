"""Search local regulations: ordinances, policy rules, protocols (CVDR, SRU 1.2 of zoekservice.overheid.nl)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from crawler.addresses import is_web_address
from crawler.asks import Ask, Entry, Listing
from crawler.lists.cql import all_of, one_of, quote_term, search_index
from crawler.lists.creators import is_of, list_names
from crawler.lists.paging import begin
from crawler.lists.sru import Found, ask_page, choose_address, describe_record, finish, in_force, read_answer
from crawler.lists.words import read_query
from crawler.pages.dates import read_date
from crawler.publishers import Publisher
from staving.dossier.settings import Search

REGULATION_HOSTS = (
    "zoekservice.overheid.nl",
    "repository.officiele-overheidspublicaties.nl",
    "lokaleregelgeving.overheid.nl",
    "wetten.overheid.nl",
)
"""Hosts of local regulations and of laws: one search service and one store of texts serve both."""

READER = "cvdr"
"""Name of the reader of its answers."""


def ask_regulations(search: Search, *, base: str, source_id: str) -> Iterator[Ask]:
    """Yield the first request of a search for local regulations.

    Args:
        search: Query, municipalities, days (the regulation was in force on one of them) or identifiers (CVDR640174
            for all versions, CVDR640174_1 for one).
        base: Address of the service.
        source_id: Record of the body whose service it is.
    """
    names = [name for code in search.municipalities for name in list_names(code)]
    query = all_of(
        [
            search_index("keyword=", read_query(search.query)),
            one_of("dcterms.creator=", names),
            _name_versions(search.identifiers),
            f"overheidrg.inwerkingtredingDatum<={quote_term(search.until)}" if search.until else None,
        ]
    )
    state = begin(
        search,
        codes=list(search.municipalities),
        since=search.since,
        until=search.until,
        identifiers=list(search.identifiers),
        start=1,
    )
    parameters = (("version", "1.2"), ("operation", "searchRetrieve"), ("x-connection", "cvdr"))
    yield ask_page(
        base, parameters, query or "organisatietype=Gemeente", state=state, reader=READER, source_id=source_id
    )


def read_regulations(content: bytes, ask: Ask, publisher: Publisher) -> Listing:  # noqa: ARG001 - a `Reader`
    """Return the regulations of a page of an answer, and the request for the next page.

    Args:
        content: The answer.
        ask: The request; its state holds municipalities and days.
        publisher: The body whose service it is.
    """
    answer = read_answer(content)
    entries = []
    for record in answer.records:
        entry = _read_regulation(record, ask.url)
        if entry is not None and _is_wanted(record, ask.state):
            entries.append(entry)
    return finish(ask, answer, entries)


def _name_versions(identifiers: tuple[str, ...]) -> str | None:
    """Return the clause that asks for regulations by name; a name without version means each version."""
    clauses = [
        f"dcterms.identifier=={quote_term(item)}"
        if "_" in item
        else f'dcterms.identifier={quote_term(f"{item}_")[:-1]}*"'
        for item in identifiers
    ]
    return f"({' OR '.join(clauses)})" if len(clauses) > 1 else clauses[0] if clauses else None


def _is_wanted(record: Found, state: Any) -> bool:
    named = [str(item).casefold() for item in state.get("identifiers") or ()]
    own = (record.one("identifier") or "").casefold()
    if named and own not in named and own.partition("_")[0] not in named:
        return False
    days = (state.get("since"), state.get("until"))
    return is_of(record.one("creator"), state.get("codes") or ()) and in_force(
        record, *days, "inwerkingtredingDatum", "uitwerkingtredingDatum"
    )


def _read_regulation(record: Found, base: str) -> Entry | None:
    identifier = record.one("identifier")
    url = choose_address(record, base, "preferred_url")
    if url is None:
        return None
    page = record.one("preferred_url")
    return Entry(
        url=url,
        title=record.one("title"),
        published=read_date(record.one("issued", "inwerkingtredingDatum")),
        modified=read_date(record.one("modified")),
        identifier=identifier,
        fields=describe_record(record) | ({"canonical_url": page} if page and is_web_address(page) else {}),
    )
