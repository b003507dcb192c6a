"""References for other software: CSL-JSON inside, BibTeX and RIS derived from it.

A text that summarises somebody else's work is described as what it is: our outlet is the container, nobody of the
original is its author, and the note names the work.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from publish.dates import write_date
from publish.names import list_authors, split_name
from publish.rich import clean
from staving.schema import Document, DocumentKind, Source

TYPES = {
    DocumentKind.ARTICLE: "article-newspaper",
    DocumentKind.WEB_PAGE: "webpage",
    DocumentKind.RULING: "legal_case",
    DocumentKind.STATUTE: "legislation",
    DocumentKind.LOCAL_REGULATION: "legislation",
    DocumentKind.OFFICIAL_PUBLICATION: "legislation",
    DocumentKind.COUNCIL_PAPER: "report",
    DocumentKind.PARLIAMENTARY_PAPER: "report",
    DocumentKind.REGISTER_ENTRY: "webpage",
    DocumentKind.LETTER: "personal_communication",
    DocumentKind.REPORT: "report",
}
"""CSL 1.0.2 type of each kind of document."""

_RIS_TYPES = {
    "article-newspaper": "NEWS", "webpage": "ELEC", "legal_case": "CASE", "legislation": "STAT", "report": "RPRT",
    "personal_communication": "PCOMM",
}  # fmt: skip
_BIBTEX_TYPES = {"article-newspaper": "article", "report": "techreport"}
_ESCAPES = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "%": r"\%", "&": r"\&", "#": r"\#", "_": r"\_", "$": r"\$",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip


def to_csl(document: Document, source: Source) -> dict[str, Any]:
    """Return a document as an item of CSL-JSON (schema 1.0.2); what is not known is left out.

    Args:
        document: What is described.
        source: The outlet or body that published it.
    """
    is_summary = bool(document.based_on_url or document.based_on_publisher)
    item: dict[str, Any] = {
        "id": document.id,
        "type": TYPES.get(DocumentKind(document.kind), "webpage"),
        "title": clean(document.title),
        "container-title": clean(source.name),
        "publisher": clean(source.publisher),
        "language": document.language,
    }
    authors = [] if is_summary else [_split_author(name) for name in list_authors(document, source)]
    if authors:
        item["author"] = authors
    parts = [int(part) for part in re.findall(r"\d+", (document.published or "")[:10])]
    if parts:
        item["issued"] = {"date-parts": [parts]}
    if document.canonical_url.startswith(("http://", "https://")):
        item["URL"] = clean(document.canonical_url)
    if document.identifier:
        item["number"] = clean(document.identifier)
    if is_summary:
        work = clean(document.based_on_publisher or document.based_on_url or "")
        when = write_date(document.based_on_date)
        item["note"] = f"Samenvatting van {work}" + (f", {when}" if when else "")
    return item


def _split_author(name: str) -> dict[str, str]:
    initials, surname = split_name(name)
    words = surname.split()
    first = next((place for place, word in enumerate(words) if word[:1].isupper()), 0)
    author = {"family": " ".join(words[first:]) or surname}
    if words[:first]:
        author["non-dropping-particle"] = " ".join(words[:first])
    given = name.removesuffix(surname).strip() if name.endswith(surname) else initials
    return author | ({"given": given} if given else {})


def write_csl(items: Iterable[dict[str, Any]]) -> str:
    """Return items as CSL-JSON."""
    return json.dumps(list(items), ensure_ascii=False, indent=2) + "\n"


def write_ris(items: Iterable[dict[str, Any]]) -> str:
    """Return items as RIS: one tag a line, nothing that comes from a text can begin another."""
    lines = []
    for item in items:
        lines.append(("TY", _RIS_TYPES.get(item["type"], "GEN")))
        lines += [("AU", _name_author(author)) for author in item.get("author", ())]
        parts = _list_date(item)
        values = {
            "TI": item["title"],
            "T2": item["container-title"],
            "PB": item["publisher"],
            "PY": str(parts[0]) if parts else "",
            "DA": "/".join([f"{part:02d}" for part in parts] + [""] * (3 - len(parts))) + "/" if parts else "",
            "M1": item.get("number", ""),
            "UR": item.get("URL", ""),
            "LA": item["language"],
            "N1": item.get("note", ""),
            "ID": item["id"],
        }
        lines += [(tag, value) for tag, value in values.items() if value]
        lines.append(("ER", ""))
    return "".join(f"{tag}  - {' '.join(value.split())}\r\n" for tag, value in lines)


def _list_date(item: dict[str, Any]) -> list[int]:
    """Return year, month and day, as far as they are known."""
    parts: list[int] = item.get("issued", {}).get("date-parts", [[]])[0]
    return parts


def _name_author(author: dict[str, str]) -> str:
    family = " ".join(part for part in (author.get("non-dropping-particle"), author["family"]) if part)
    return f"{family}, {author['given']}" if author.get("given") else family


def write_bibtex(items: Iterable[dict[str, Any]]) -> str:
    """Return items as BibTeX, each under a key of its own."""
    entries = []
    used: set[str] = set()
    for item in items:
        parts = _list_date(item)
        name = item["author"][0]["family"] if item.get("author") else item["container-title"]
        stem = re.sub(r"[^A-Za-z0-9]", "", name)[:24] or "bron"
        base = key = f"{stem}{parts[0] if parts else ''}"
        number = 1
        while key in used:
            number += 1
            key = f"{base}-{number}"
        used.add(key)
        kind = _BIBTEX_TYPES.get(item["type"], "misc")
        values = {
            "author": " and ".join(f"{{{_escape(_name_author(author))}}}" for author in item.get("author", ())),
            "title": f"{{{_escape(item['title'])}}}",
            {"article": "journal", "techreport": "institution"}.get(kind, "howpublished"): _escape(
                item["container-title"]
            ),
            "publisher": _escape(item["publisher"]),
            "year": str(parts[0]) if parts else "",
            "month": str(parts[1]) if len(parts) > 1 else "",
            "day": str(parts[2]) if len(parts) > 2 else "",
            "number": _escape(item.get("number", "")),
            "url": item.get("URL", "").replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C"),
            "note": _escape(item.get("note", "")),
        }
        body = ",\n".join(f"  {field} = {{{value}}}" for field, value in values.items() if value)
        entries.append(f"@{kind}{{{key},\n{body}\n}}\n")
    return "\n".join(entries)


def _escape(text: str) -> str:
    return "".join(_ESCAPES.get(letter, letter) for letter in " ".join(text.split()))
