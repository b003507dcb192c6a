"""Search council papers in Open Raadsinformatie (Elasticsearch): the answers hold the papers whole."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from crawler.addresses import is_web_address
from crawler.asks import Ask, Entry, Listing
from crawler.extracted import Extracted
from crawler.lists.answers import clip, count, flat, open_json
from crawler.lists.creators import is_of, list_names
from crawler.lists.paging import Page, begin, go_on, read_turn
from crawler.lists.words import Query, Term, read_query
from crawler.pages.council import find_address, find_body, find_title, list_hits, read_paper, read_sources
from crawler.pages.dates import read_date
from crawler.publishers import Publisher
from staving.dossier.settings import Search

READER = "ori"
"""Name of the reader of its answers."""

PAGE_SIZE = 50
"""Papers asked for at once; each comes with its whole text."""

FIELDS = ("name", "title", "text", "md_text")
"""Fields that are searched."""

_KINDS = ("MediaObject", "Report", "AgendaItem")
_HEADERS = {"Content-Type": "application/json"}


def ask_council(search: Search, *, base: str, source_id: str) -> Iterator[Ask]:
    """Yield the first request of a search for council papers: one for each municipality, or one for all.

    Args:
        search: Query, municipalities, days (of discussion) or identifiers (the number of a paper: ori-1234567).
        base: Address of the service; the name of an index follows it.
        source_id: Record of the body whose service it is.
    """
    keys = {code: key for key, code in read_sources().items()}
    for code in search.municipalities or (None,):
        key = keys.get(code) if code else None
        names = list_names(code) if code and key is None else ()
        body = {
            "query": _write_query(search, names),
            "sort": [{"last_discussed_at": "desc"}, {"_id": "asc"}],
            "size": min(PAGE_SIZE, search.limit),
            "track_total_hits": True,
        }
        index = f"ori_{key}_*" if key else "ori_*"
        yield Ask(
            url=f"{base}/{index}/_search",
            reader=READER,
            source_id=source_id,
            method="POST",
            body=_write(body),
            headers=_HEADERS,
            state=begin(search, codes=[code] if code else []),
        )


def read_council(content: bytes, ask: Ask, publisher: Publisher) -> Listing:  # noqa: ARG001 - a `Reader`
    """Return the papers of a page of an answer, and the request for the next page.

    A paper of which the service has no text is announced with its address.

    Args:
        content: The answer.
        ask: The request.
        publisher: The body whose service it is.
    """
    answer, problem = open_json(content)
    if problem is not None:
        return Listing(problem=problem)
    if not isinstance(answer, dict) or not isinstance(answer.get("hits"), dict):
        return Listing(problem=_read_refusal(answer, ask))
    hits = list_hits(answer)
    turn = read_turn(ask)
    documents: list[Extracted] = []
    entries: list[Entry] = []
    for hit in hits:
        if len(documents) + len(entries) >= turn.room or not is_of(find_body(hit), ask.state.get("codes") or ()):
            continue
        paper = read_paper(hit)
        if paper.has_text and paper.canonical_url:
            documents.append(paper)
        elif (entry := _announce(hit, paper)) is not None:
            entries.append(entry)
    cursor = hits[-1].get("sort") if hits else None
    following = _write({**_read_body(ask), "search_after": cursor}) if isinstance(cursor, list) and cursor else None
    page = Page(
        taken=len(documents) + len(entries),
        received=len(hits),
        found=_read_total(answer["hits"]),
        first=flat(hits[0].get("_id")) if hits else "",
        body=following,
    )
    further, problem = go_on(ask, page)
    if answer.get("timed_out") is True and problem is None:
        problem = "the service ran out of time; there may be more papers than it gave"
    return Listing(entries=tuple(entries), asks=further, documents=tuple(documents), problem=problem)


def _write(body: Mapping[str, Any]) -> str:
    return json.dumps(body, ensure_ascii=False, sort_keys=True)


def _read_body(ask: Ask) -> dict[str, Any]:
    body, _ = open_json((ask.body or "{}").encode())
    return body if isinstance(body, dict) else {}


def _read_total(hits: Mapping[str, Any]) -> int | None:
    """Return how many hits there are; Elasticsearch 7 says more than it counted with the relation gte."""
    total = hits.get("total")
    if isinstance(total, dict):
        return count(total.get("value")) if total.get("relation", "eq") == "eq" else None
    return count(total)


def _read_refusal(answer: object, ask: Ask) -> str:
    error = answer.get("error") if isinstance(answer, dict) else None
    index = ask.url.removesuffix("/_search").rsplit("/", 1)[-1]
    kind = flat(error.get("type")) if isinstance(error, dict) else flat(error)
    if kind == "index_not_found_exception" or (isinstance(answer, dict) and answer.get("status") == 404):
        return f"the service has no index {index}: it keeps no papers of this council"
    if isinstance(error, dict):
        return f"the search was refused: {clip(' '.join((kind, flat(error.get('reason')))))}"
    return f"the search was refused: {clip(kind)}" if kind else "the answer has no known form"


def _write_query(search: Search, names: tuple[str, ...]) -> dict[str, Any]:
    filters: list[dict[str, Any]] = [{"terms": {"@type": list(_KINDS)}}]
    days = {name: day for name, day in (("gte", search.since), ("lte", search.until)) if day}
    if days:
        filters.append({"range": {"last_discussed_at": days}})
    if search.identifiers:
        filters.append({"ids": {"values": [item.removeprefix("ori-") for item in search.identifiers]}})
    if names:
        clauses = [{"match_phrase": {"has_organization_name": name}} for name in names]
        filters.append({"bool": {"should": clauses, "minimum_should_match": 1}})
    query = read_query(search.query)
    return {"bool": {"filter": filters, **({"must": [_write_words(query)]} if query is not None else {})}}


def _write_words(query: Query) -> dict[str, Any]:
    """Return a query as Elasticsearch takes it: as values, so that nothing in it can be read as an operator."""
    if isinstance(query, Term):
        kind = "phrase_prefix" if query.is_prefix else "phrase"
        return {"multi_match": {"query": query.text, "fields": list(FIELDS), "type": kind}}
    parts = [_write_words(part) for part in query.parts]
    return {"bool": {"should": parts, "minimum_should_match": 1} if query.is_any else {"must": parts}}


def _announce(hit: Mapping[str, Any], paper: Extracted) -> Entry | None:
    source = hit.get("_source")
    values: dict[str, Any] = source if isinstance(source, dict) else {}
    address = find_address({name: values.get(name) for name in ("original_url", "url")})
    kind = flat(values.get("content_type"))
    if address is None or not is_web_address(address) or (kind and not kind.startswith(("application/", "text/"))):
        return None
    return Entry(
        url=address,
        title=find_title(values),
        published=paper.published,
        modified=read_date(flat(values.get("date_modified"))),
        identifier=paper.identifier,
        fields=dict(paper.fields) | {"municipality": paper.municipality, "kind": str(paper.kind)},
    )
