"""Search papers of the Tweede Kamer: letters, questions, answers, motions (OData 4, gegevensmagazijn)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from crawler.addresses import is_web_address, join_address
from crawler.asks import Ask, Entry, Listing
from crawler.lists.answers import clip, count, flat, open_json
from crawler.lists.cql import write_address
from crawler.lists.paging import Page, begin, go_on, read_turn
from crawler.lists.words import Term, read_query, write_query
from crawler.pages.dates import read_date
from crawler.publishers import Publisher
from staving.dossier.settings import Search

READER = "parliament"
"""Name of the reader of its answers."""

PAGE_SIZE = 250
"""Papers asked for at once; the service gives no more."""

PUBLICATIONS = "https://zoek.officielebekendmakingen.nl"
"""Where papers of parliament are published officially."""

FIELDS = ("Onderwerp", "Titel")
"""Fields that are searched; the service has no index of the texts."""

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_NUMBER = re.compile(r"\d{4}[DZ]\d{1,6}", re.IGNORECASE)
_APPENDIX = re.compile(r"(?P<first>\d\d)(?P<second>\d\d)(?P<number>\d{5})")


def quote_text(text: str) -> str:
    """Return a text as an OData string: an apostrophe is written twice (OData 4.01, part 2, 5.1.1.6.1).

    >>> quote_text("foto's")
    "'foto''s'"
    """
    plain = re.sub(r"[\x00-\x1f\x7f]+", " ", text)
    return "'" + plain.replace("'", "''") + "'"


def ask_parliament(search: Search, *, base: str, source_id: str) -> Iterator[Ask]:
    """Yield the first request of a search for papers of parliament.

    Args:
        search: Query (subject and title), days (of the paper) or identifiers (numbers of papers: 2021D41234).
        base: Address of the service.
        source_id: Record of the body whose service it is.
    """
    parameters = [
        ("$filter", write_filter(search)),
        ("$orderby", "Datum desc,Id"),
        ("$expand", "Kamerstukdossier($select=Nummer,Toevoeging)"),
        ("$top", str(min(PAGE_SIZE, search.limit))),
        ("$skip", "0"),
        ("$count", "true"),
    ]
    url = write_address(f"{base}/Document", parameters).replace("%24", "$")
    yield Ask(url=url, reader=READER, source_id=source_id, state=begin(search, start=0))


def write_filter(search: Search) -> str:
    """Return the filter of a search; words are looked for in small letters, anywhere in subject and title."""

    def write(term: Term) -> str:
        text = quote_text(term.text.lower())
        return f"({' or '.join(f'contains(tolower({name}),{text})' for name in FIELDS)})"

    query = read_query(search.query)
    clauses = ["Verwijderd eq false"]
    if query is not None:
        clauses.append(write_query(query, write, both=" and ", either=" or "))
    if search.identifiers:
        clauses.append(f"({' or '.join(_name_paper(item) for item in search.identifiers)})")
    if search.since:
        clauses.append(f"Datum ge {search.since}T00:00:00Z")
    if search.until:
        clauses.append(f"Datum le {search.until}T23:59:59Z")
    return " and ".join(clauses)


def read_parliament(content: bytes, ask: Ask, publisher: Publisher) -> Listing:  # noqa: ARG001 - a `Reader`
    """Return the papers on a page of an answer, and the request for the next page.

    Args:
        content: The answer.
        ask: The request.
        publisher: The body whose service it is.
    """
    answer, problem = open_json(content)
    if problem is not None:
        return Listing(problem=problem)
    values = answer.get("value") if isinstance(answer, dict) else None
    if not isinstance(answer, dict) or not isinstance(values, list):
        error = answer.get("error") if isinstance(answer, dict) else None
        said = flat(error.get("message")) if isinstance(error, dict) else flat(error)
        return Listing(problem=f"the search was refused: {clip(said)}" if said else "the answer has no known form")
    base = ask.url.partition("/Document")[0]
    room = read_turn(ask).room
    found = [entry for item in values if isinstance(item, dict) and (entry := _read_paper(item, base)) is not None]
    entries = tuple(found[:room])
    start = count(ask.state.get("start")) or 0
    following = start + len(values)
    link = answer.get("@odata.nextLink")
    following_url = join_address(ask.url, link) if isinstance(link, str) else ""
    if not is_web_address(following_url):
        following_url = re.sub(r"(?<=[?&]\$skip=)\d+", str(following), ask.url)
    total = count(answer.get("@odata.count"))
    first = values[0] if values and isinstance(values[0], dict) else {}
    page = Page(
        taken=len(entries),
        received=len(values),
        found=total,
        first=flat(first.get("Id")),
        url=following_url,
        is_last=total is None and not isinstance(link, str),
    )
    asks, problem = go_on(ask, page, start=following)
    return Listing(entries=entries, asks=asks, problem=problem)


def find_publication(paper: Mapping[str, Any]) -> str | None:
    """Return under which name a paper is published officially, or None where it cannot be told.

    A paper of a dossier is kst-, number and addition of the dossier, number in the dossier; answers to questions are
    ah-tk-, session and number of the appendix.

    >>> find_publication({"Aanhangselnummer": "192004046"})
    'ah-tk-20192020-4046'
    """
    appendix = _APPENDIX.fullmatch(flat(paper.get("Aanhangselnummer")))
    if appendix and int(appendix["second"]) == (int(appendix["first"]) + 1) % 100:
        century = "19" if int(appendix["first"]) > 90 else "20"
        first = int(f"{century}{appendix['first']}")
        return f"ah-tk-{first}{first + 1}-{int(appendix['number'])}"
    dossiers = paper.get("Kamerstukdossier")
    number = flat(paper.get("Volgnummer"))
    if not isinstance(dossiers, list) or len(dossiers) != 1 or not isinstance(dossiers[0], dict):
        return None
    dossier = flat(dossiers[0].get("Nummer"))
    addition = flat(dossiers[0].get("Toevoeging"))
    if not re.fullmatch(r"[1-9]\d{0,3}", number) or not re.fullmatch(r"\d{4,6}", dossier):
        return None
    if addition and not re.fullmatch(r"[\w-]{1,12}", addition):
        return None
    return "-".join(filter(None, ("kst", dossier, addition, number)))


def _name_paper(identifier: str) -> str:
    if _UUID.fullmatch(identifier):
        return f"Id eq {identifier.lower()}"
    number = identifier.upper() if _NUMBER.fullmatch(identifier) else identifier
    return f"DocumentNummer eq {quote_text(number)}"


def _read_paper(paper: Mapping[str, Any], base: str) -> Entry | None:
    number = flat(paper.get("Id"))
    if not _UUID.fullmatch(number) or paper.get("Verwijderd") is True:
        return None
    publication = find_publication(paper)
    fields: dict[str, Any] = {name: value for name, value in paper.items() if not name.startswith("@")}
    if publication is not None:
        fields["canonical_url"] = f"{PUBLICATIONS}/{publication}.html"
    return Entry(
        url=f"{base}/Document({quote(number)})/Resource",
        title=flat(paper.get("Titel")) or flat(paper.get("Onderwerp")) or None,
        published=read_date(flat(paper.get("Datum"))[:10]),
        modified=read_date(flat(paper.get("GewijzigdOp"))),
        identifier=publication or flat(paper.get("DocumentNummer")) or None,
        fields=fields | {"kind": "parliamentary_paper"},
    )
