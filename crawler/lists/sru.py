"""Search official publications: Gemeenteblad, Staatscourant, parliamentary papers (SRU 2.0, repository.overheid.nl).

What a search of a case file asks for, and how the answers of SRU 1.2 and 2.0 are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from crawler.addresses import is_web_address, join_address, split_address
from crawler.asks import Ask, Entry, Listing
from crawler.lists.answers import clip, count, open_xml
from crawler.lists.cql import all_of, one_of, quote_term, search_index, write_address
from crawler.lists.creators import is_of, list_names
from crawler.lists.paging import Page, begin, go_on, read_turn
from crawler.lists.words import read_query
from crawler.pages.dates import read_date
from crawler.pages.elements import read_local_name
from crawler.publishers import Publisher
from staving.dossier.settings import Search

READER = "sru_publications"
"""Name of the reader of its answers."""

PAGE_SIZE = 100
"""Records asked for at once."""

MAX_START = 9900
"""The service answers no request beyond its first 10,000 records."""

FORMS = ("xml", "html", "pdf")
"""Forms of a publication in the order in which we want them; the structure is whole in XML only."""

PUBLICATIONS = (
    "Gemeenteblad", "Staatscourant", "Staatsblad", "Tractatenblad", "Provinciaal blad", "Waterschapsblad",
    "Blad gemeenschappelijke regeling", "Kamerstuk", "Handelingen", "Kamervragen (Aanhangsel)",
    "Kamervragen zonder antwoord", "Niet-dossierstuk", "Agenda",
)  # fmt: skip
"""Names of the publications, as the service writes them."""

_NAMED = re.compile(r'(?<!\S)publicatie:(?:"([^"]*)"|(\S+))', re.IGNORECASE)
_UNKNOWN_END = "9999-12-31"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One record of an answer."""

    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Name of an element, without prefix, to its texts."""
    forms: Mapping[str, str] = field(default_factory=dict)
    """Form of the text (xml, html, pdf …) to its address."""

    def one(self, *names: str) -> str | None:
        """Return the first text of the first of these elements that is there."""
        return next((self.values[name][0] for name in names if name in self.values), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One page of an answer."""

    records: tuple[Found, ...] = ()
    """The records."""
    found: int | None = None
    """How many there are in all, as the service says."""
    next_position: int | None = None
    """Where the next page begins, as the service says."""
    problem: str | None = None
    """What the service refused, or what is wrong with the answer."""
    is_whole: bool = True
    """Whether the answer came whole."""


def ask_publications(search: Search, *, base: str, source_id: str) -> Iterator[Ask]:
    """Yield the first request of a search for official publications.

    `publicatie:Gemeenteblad` or `publicatie:"Kamervragen (Aanhangsel)"` in the query keeps to that publication.

    Args:
        search: Query, municipalities (as creators), days (of publication) or identifiers (gmb-2020-116862).
        base: Address of the service.
        source_id: Record of the body whose service it is.
    """
    names = [_find_publication(match[1] or match[2]) for match in _NAMED.finditer(search.query)]
    words = read_query(_NAMED.sub(" ", search.query))
    creators = [name for code in search.municipalities for name in list_names(code)]
    query = all_of(
        [
            "c.product-area==officielepublicaties",
            one_of("w.publicatienaam==", dict.fromkeys(names)),
            "w.organisatietype==gemeente" if creators else None,
            one_of("dt.creator==", creators),
            one_of("dt.identifier==", search.identifiers),
            search_index("cql.textAndIndexes=", words),
            f"dt.available>={quote_term(search.since)}" if search.since else None,
            f"dt.available<={quote_term(search.until)}" if search.until else None,
        ]
    )
    state = begin(search, codes=list(search.municipalities), start=1)
    parameters = (("operation", "searchRetrieve"), ("version", "2.0"))
    yield ask_page(
        base,
        parameters,
        f"{query} sortBy dt.available/sort.descending",
        state=state,
        reader=READER,
        source_id=source_id,
    )


def ask_page(
    base: str,
    parameters: tuple[tuple[str, str], ...],
    query: str,
    *,
    state: dict[str, Any],
    reader: str,
    source_id: str,
) -> Ask:
    """Return the request for the first page of an SRU answer.

    Args:
        base: Address of the service.
        parameters: What stands before the query.
        query: The query in CQL.
        state: State of the search (`crawler.lists.paging.begin`).
        reader: Reader of the answer.
        source_id: Record of the body whose service it is.
    """
    size = str(min(PAGE_SIZE, count(state.get("limit")) or PAGE_SIZE))
    paging = (("query", query), ("startRecord", "1"), ("maximumRecords", size))
    return Ask(url=write_address(base, (*parameters, *paging)), reader=reader, source_id=source_id, state=state)


def read_publications(content: bytes, ask: Ask, publisher: Publisher) -> Listing:  # noqa: ARG001 - a `Reader`
    """Return the publications of a page of an answer, and the request for the next page.

    Args:
        content: The answer.
        ask: The request; its state holds what was taken so far.
        publisher: The body whose service it is.
    """
    answer = read_answer(content)
    codes = ask.state.get("codes") or ()
    entries: list[Entry] = []
    for record in answer.records[: PAGE_SIZE * 10]:
        entry = _read_publication(record, ask.url)
        if entry is not None and is_of(record.one("creator", "authority"), codes):
            entries.append(entry)
    return finish(ask, answer, entries)


def read_answer(content: bytes) -> Answer:
    """Return the records of an SRU answer, of version 1.2 or 2.0.

    A refusal comes with status 200 and a diagnostic; where the service answers and passes over a part of the query,
    its records answer another question and are not taken.
    """
    root, problem = open_xml(content)
    if root is None:
        return Answer(problem=problem, is_whole=False)
    name = read_local_name(root)
    if name == "explainResponse" or name not in {"searchRetrieveResponse", "diagnostics", "diagnostic"}:
        return Answer(problem=f"<{name}> is no answer to a search; look at the address", is_whole=False)
    if (refusal := _read_refusal(root)) is not None:
        return Answer(problem=refusal, is_whole=False)
    found = position = None
    records: list[Found] = []
    for element in root.iter():
        kind = read_local_name(element)
        if kind == "numberOfRecords" and found is None:
            found = count("".join(element.itertext()))
        elif kind == "nextRecordPosition":
            position = count("".join(element.itertext()))
        elif kind == "record" and any(read_local_name(child) == "recordData" for child in element):
            records.append(_read_record(element))
    return Answer(
        records=tuple(records), found=found, next_position=position, problem=problem, is_whole=problem is None
    )


def finish(
    ask: Ask, answer: Answer, entries: list[Entry], *, asks: tuple[Ask, ...] = (), first: str = "", **more: Any
) -> Listing:
    """Return what a page of an SRU answer announces, cut to the limit, with the request for the next page.

    Args:
        ask: The request.
        answer: The answer.
        entries: The documents in it that are wanted.
        asks: Further lists in it that are wanted.
        first: Name of its first record, where the record itself has none.
        more: What changed in the state of the reader.
    """
    turn = read_turn(ask)
    taken = tuple(entries[: turn.room])
    lists = asks[: max(turn.room - len(taken), 0)]
    if not answer.is_whole:
        return Listing(entries=taken, asks=lists, problem=answer.problem)
    start = count(ask.state.get("start")) or 1
    following = answer.next_position
    if following is not None and following <= start and answer.records:
        return Listing(entries=taken, asks=lists, problem="the service gives no next page: its position does not move")
    if following is None or following > start + len(answer.records):
        following = start + len(answer.records)
    page = Page(
        taken=len(taken) + len(lists),
        received=len(answer.records),
        found=answer.found,
        first=(answer.records[0].one("identifier") or first) if answer.records else "",
        url=re.sub(r"(?<=[?&]startRecord=)\d+", str(following), ask.url),
    )
    further, problem = go_on(ask, page, start=following, **more)
    if further and following > MAX_START:
        total = f" of {answer.found}" if answer.found is not None else ""
        further, problem = (), f"the service gives its first 10,000 records{total} only; narrow since and until"
    return Listing(entries=taken, asks=(*lists, *further), problem=problem)


def choose_address(record: Found, base: str, *names: str) -> str | None:
    """Return the address of the text of a record: the best form there is, else what these elements name."""
    candidates = [record.forms.get(form) for form in FORMS] + [record.one(name) for name in names]
    resolved = (join_address(base, item) for item in candidates if item)
    return next((item for item in resolved if is_web_address(item)), None)


def describe_record(record: Found) -> dict[str, Any]:
    """Return what a record says, under its own names, as plain JSON values."""
    return {name: list(texts) if len(texts) > 1 else texts[0] for name, texts in record.values.items()}


def in_force(record: Found, since: str | None, until: str | None, begun: str, ended: str) -> bool:
    """Tell whether a regulation was in force on a day of a period; what says nothing of its days was.

    Args:
        record: The record.
        since: First day (ISO); None for no bound.
        until: Last day (ISO); None for no bound.
        begun: Element with the first day in force.
        ended: Element with the last day in force.
    """
    first, last = record.one(begun) or "", record.one(ended) or _UNKNOWN_END
    return (until is None or first <= until) and (since is None or last >= since)


def _read_publication(record: Found, base: str) -> Entry | None:
    url = choose_address(record, base, "preferredUrl", "url")
    identifier = record.one("identifier")
    if url is None:
        return None
    fields = describe_record(record)
    page = record.one("preferredUrl")
    return Entry(
        url=url,
        title=record.one("title"),
        published=read_date(record.one("available", "date", "issued")),
        modified=read_date(record.one("modified")),
        identifier=identifier,
        fields=fields | ({"canonical_url": page} if page and is_web_address(page) else {}),
    )


def _read_record(element: Any) -> Found:
    values: dict[str, list[str]] = {}
    forms: dict[str, str] = {}
    for child in element.iter():
        name = read_local_name(child)
        if not name or any(isinstance(item.tag, str) for item in child):
            continue
        text = " ".join("".join(child.itertext()).split())
        if not text:
            continue
        if name == "itemUrl":
            forms.setdefault((child.get("manifestation") or "").casefold(), text)
        elif name in {"publicatieurl_xml", "publicatieurl_xhtml"}:
            forms.setdefault("xml" if name.endswith("_xml") else "html", text)
        elif name not in {"recordSchema", "recordPacking", "recordPosition", "timestamp"}:
            known = values.setdefault(name, [])
            if text not in known:
                known.append(text)
            if name == "creator" and (child.get("scheme") or "").casefold().endswith("gemeente"):
                values["municipality"] = [text]  # whose publication it is; `crawler.pipelines` takes it from here
        if name == "url" and split_address(text).path.endswith(".xml"):
            forms.setdefault("xml", text)
    return Found(values={name: tuple(texts) for name, texts in values.items()}, forms=forms)


def _read_refusal(root: Any) -> str | None:
    for element in root.iter():
        if read_local_name(element) == "diagnostic":
            parts = {
                read_local_name(child): " ".join("".join(child.itertext()).split())
                for child in element
                if isinstance(child.tag, str)
            }
            said = " ".join(parts[key] for key in ("message", "details") if parts.get(key))
            return f"the search was refused: {clip(said or parts.get('uri') or 'no reason was given')}"
    return None


def _find_publication(name: str) -> str:
    return next((known for known in PUBLICATIONS if known.casefold() == name.strip().casefold()), name.strip())
