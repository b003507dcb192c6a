"""Read council papers as Open Raadsinformatie gives them: answers of Elasticsearch with the text of each paper."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from crawler.addresses import is_web_address
from crawler.extracted import Extracted
from crawler.lists.answers import flat
from crawler.pages.dates import read_date
from crawler.pages.plain import read_plain
from staving.gazetteer import read_gazetteer
from staving.languages import guess_language
from staving.resources import data_path
from staving.schema import DocumentKind, Flag

MEDIA_TYPE = "application/json"

SERVICE = "Open Raadsinformatie"
"""Name of the service as it is cited."""

_TEXTS = frozenset({"text", "md_text", "text_pages", "@context"})
_DAYS = ("last_discussed_at", "start_date", "date", "created_at", "date_created", "date_modified", "last_changed_at")
_INDEX = re.compile(r"ori_(?P<key>.+?)_\d{8,}\Z")


def read_hits(answer: Mapping[str, Any]) -> tuple[Extracted, ...]:
    """Return the papers of an answer; what has no text comes with the flag `empty`.

    Args:
        answer: An answer of Elasticsearch, `{"hits": {"hits": […]}}`.
    """
    return tuple(read_paper(hit) for hit in list_hits(answer))


def list_hits(answer: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
    """Return the hits of an answer of Elasticsearch, without what has no known form."""
    hits = answer.get("hits")
    items = hits.get("hits") if isinstance(hits, dict) else None
    return tuple(item for item in items if isinstance(item, dict)) if isinstance(items, list) else ()


def read_paper(hit: Mapping[str, Any]) -> Extracted:
    """Return one paper: its text, what it is called, when the council discussed it, and where the council keeps it.

    Its address is that of the paper at the council itself, so that a copy that a user saved there is the same document.

    Args:
        hit: One hit of an answer.
    """
    source = hit.get("_source")
    values: dict[str, Any] = source if isinstance(source, dict) else {}
    text = read_text(values)
    published = next((found for name in _DAYS if (found := read_date(flat(values.get(name))))), None)
    body = find_body(hit)
    number = flat(hit.get("_id")) or flat(values.get("@id")).rsplit("/", 1)[-1]
    fields = {name: value for name, value in values.items() if name not in _TEXTS}
    return Extracted(
        flag=Flag.OK if text else Flag.EMPTY,
        note=None if text else "the service has no text of this paper",
        title=find_title(values),
        published=published,
        modified=read_date(flat(values.get("date_modified"))),
        outlet=SERVICE,
        section=flat(values.get("classification")) or None,
        language=guess_language(text),
        text=text,
        kind=DocumentKind.COUNCIL_PAPER,
        identifier=f"ori-{number}" if number else None,
        municipality=body,
        canonical_url=find_address(values),
        media_type=MEDIA_TYPE,
        fields=fields | {"index": flat(hit.get("_index"))},
    )


def read_text(values: Mapping[str, Any]) -> str:
    """Return the text of a paper: the pages or the text, whichever is longer, else its Markdown."""
    whole = _join(values.get("text"))
    pages = values.get("text_pages")
    if isinstance(pages, list):
        numbered = [
            (page["page_number"] if isinstance(page.get("page_number"), int) else position, position, page["text"])
            for position, page in enumerate(pages)
            if isinstance(page, dict) and isinstance(page.get("text"), str)
        ]
        whole = max(_join([text for _, _, text in sorted(numbered)]), whole, key=len)
    if whole:
        return whole
    marked = _join(values.get("md_text"))
    if not marked:
        return ""
    from crawler.pages.markdown import read_markdown

    return read_markdown(marked).text


def find_title(values: Mapping[str, Any]) -> str:
    """Return what a paper is called: its name, else the name of its file."""
    name = flat(values.get("name")) or flat(values.get("title"))
    return name or re.sub(r"\.\w{2,5}\Z", "", flat(values.get("file_name"))).replace("_", " ")


def find_address(values: Mapping[str, Any]) -> str | None:
    """Return the address of a paper at the council, else at the service."""
    candidates = (flat(values.get(name)) for name in ("original_url", "url", "@id"))
    return next((item for item in candidates if is_web_address(item)), None)


def find_body(hit: Mapping[str, Any]) -> str | None:
    """Return the name of the municipality whose council it is, or None where it is none or nothing says so."""
    index = flat(hit.get("_index"))
    match = _INDEX.match(index)
    if match and (code := read_sources().get(match["key"])):
        municipality = read_gazetteer().municipalities.get(code)
        if municipality is not None:
            return municipality.name
    if index and not index.startswith("ori_"):
        return None  # provinces (osi_) and water boards (owi_) bear names of municipalities
    source = hit.get("_source")
    return flat(source.get("has_organization_name")) or None if isinstance(source, dict) else None


@cache
def read_sources() -> dict[str, str]:
    """Return under which key Open Raadsinformatie keeps the papers of which municipality: key to CBS code."""
    with data_path("council", "sources.csv").open(encoding="utf-8", newline="") as file:
        return {row["key"]: row["municipality"] for row in csv.DictReader(file)}


def _join(value: object) -> str:
    parts = [value] if isinstance(value, str) else value if isinstance(value, list) else []
    return "\n\n".join(found for part in parts if isinstance(part, str) and (found := read_plain(part)))
