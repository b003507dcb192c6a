"""Read structured dumps: the algorithm register of the Dutch government, council papers, JSON Lines of documents.

Each entry of the register becomes a document of the municipality that registered it, with the fields of the
register kept under their own names; from a dump and from the service of the register it is the same document.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from crawler.extracted import Extracted
from crawler.pages.dates import read_date
from staving.languages import guess_language
from staving.schema import DocumentKind, Flag

MEDIA_TYPE = "application/json"
REGISTER = "Algoritmeregister"
"""Name of the register as it is cited."""

_LABELS = {
    "title": "Algoritme",
    "organisatie": "Organisatie",
    "status": "Status",
    "doel": "Doel",
    "juridische_basis": "Juridische basis",
    "impactassessment": "Impactassessment",
    "geregistreerd": "Geregistreerd",
}
SITE = "https://algoritmes.overheid.nl/nl/algoritme"
"""Where the register shows its entries, by number."""

_NAMES = {
    "title": "name",
    "organisatie": "organization",
    "doel": "goal",
    "juridische_basis": "lawful_basis",
    "geregistreerd": "create_dt",
    "id": "lars",
}
_ASSESSMENTS = ("impacttoetsen_grouping", "impacttoetsen", "iama", "dpia")
_UNSAID = frozenset({"", "onbekend", "n.v.t.", "niet van toepassing"})


def read_json(source: str) -> tuple[Extracted, ...]:
    """Return the documents in a JSON file or in JSON Lines.

    Args:
        source: A dump `{"algoritmes": […]}`, an answer `{"results": […]}`, a list, one object, or an object on each
            line. An object is an entry of the register, or a document with `text` and perhaps `title`, `url`,
            `date`, `outlet`.

    Returns:
        One result for each object; what cannot be read comes as one result with a flag.
    """
    try:
        data: Any = json.loads(source)
    except ValueError as error:
        return _read_lines(source, error)
    except RecursionError:
        return (Extracted(flag=Flag.UNSUPPORTED, note="JSON nested too deeply", media_type=MEDIA_TYPE),)
    if isinstance(data, dict) and isinstance(data.get("hits"), dict):
        from crawler.pages.council import read_hits

        return read_hits(data) or _nothing()
    if isinstance(data, dict):
        for key in ("algoritmes", "results", "documents", "items"):
            if isinstance(data.get(key), list):
                return tuple(_read_entries(data[key])) or _nothing()
        data = [data]
    if not isinstance(data, list):
        return _nothing()
    return tuple(_read_entries(data)) or _nothing()


def _nothing() -> tuple[Extracted, ...]:
    return (Extracted(flag=Flag.UNSUPPORTED, note="JSON without entries of a known form", media_type=MEDIA_TYPE),)


def _read_lines(source: str, error: ValueError) -> tuple[Extracted, ...]:
    found: list[Extracted] = []
    good = 0
    for number, line in enumerate(source.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            item = json.loads(line)
        except (ValueError, RecursionError):
            found.append(Extracted(flag=Flag.TRUNCATED, note=f"line {number} is no JSON", media_type=MEDIA_TYPE))
            continue
        good += isinstance(item, dict)
        found.extend(_read_entries([item], first=number))
    if not good:
        is_cut = source.lstrip().startswith(("{", "[")) and getattr(error, "pos", 0) > 0.9 * len(source.rstrip())
        flag = Flag.TRUNCATED if is_cut or "Unterminated" in str(error) else Flag.UNSUPPORTED
        return (Extracted(flag=flag, note=f"no whole JSON ({error})", media_type=MEDIA_TYPE),)
    return tuple(found)


def _read_entries(entries: list[Any], first: int = 1) -> Iterator[Extracted]:
    for number, entry in enumerate(entries, start=first):
        if isinstance(entry, dict) and (item := read_entry(entry)) is not None:
            yield item
        elif isinstance(entry, dict) and isinstance(entry.get("text"), str) and entry["text"].strip():
            yield _read_document(entry)
        else:
            yield Extracted(flag=Flag.UNSUPPORTED, note=f"entry {number} has no known form", media_type=MEDIA_TYPE)


def _flat(value: object) -> str:
    return " ".join(str(value or "").split())


def read_entry(given: Mapping[str, Any]) -> Extracted | None:
    """Return an entry of the algorithm register as a document, or None for what is none.

    Args:
        given: The entry, under the names of a dump or of the service.
    """
    entry = dict(given)
    if not entry.get("title"):
        entry |= _rename(entry)
    if not _flat(entry.get("title")) or not _flat(entry.get("organisatie")):
        return None
    lines = []
    for key, label in _LABELS.items():
        value = _flat(entry.get(key))
        if key == "status":
            value = value.replace("_", " ")
        if value.casefold() not in _UNSAID:
            lines.append(f"{label}: {value}")
    owner = re.fullmatch(r"Gemeente (?P<name>\S.*)", _flat(entry["organisatie"]))
    number = _flat(entry.get("id"))
    return Extracted(
        title=_flat(entry["title"]),
        published=read_date(entry.get("geregistreerd")),
        modified=read_date(entry.get("toegevoegd")),
        outlet=REGISTER,
        language="nl",
        text="\n".join(lines),
        kind=DocumentKind.REGISTER_ENTRY,
        identifier=number or None,
        municipality=owner["name"] if owner else None,
        canonical_url=_flat(entry.get("url")) or None,
        media_type=MEDIA_TYPE,
        fields=dict(given),
    )


def _rename(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Return an entry of the service under the names of a dump, texts without mark-up."""
    found = {name: _strip(entry.get(own)) for name, own in _NAMES.items()}
    found["geregistreerd"] = str(entry.get("create_dt") or "")[:10]
    found["status"] = re.sub(r"\Ain (?=ontwikkeling)", "", _strip(entry.get("status")).casefold())
    found["impactassessment"] = "Ja" if any(entry.get(name) for name in _ASSESSMENTS) else "Onbekend"
    number = found["id"] or _strip(entry.get("uuid"))
    found["id"], found["url"] = number, f"{SITE}/{number}" if re.fullmatch(r"[\w-]+", number) else ""
    return found


def _strip(value: object) -> str:
    """Return the words of a text with mark-up of HTML in it."""
    return _flat(html.unescape(re.sub(r"<[^<>]*>", " ", str(value)))) if isinstance(value, str | int) else ""


def _read_document(entry: dict[str, Any]) -> Extracted:
    from crawler.pages.plain import CONTROL

    text = CONTROL.sub("", entry["text"].replace("\r\n", "\n").replace("\r", "\n"))
    kind = str(entry.get("kind") or "")
    authors = entry.get("authors") if isinstance(entry.get("authors"), list) else []
    return Extracted(
        title=_flat(entry.get("title")) or _flat(text[:80]),
        authors=tuple(_flat(name) for name in authors or []),
        published=read_date(entry.get("published") or entry.get("date")),
        outlet=_flat(entry.get("outlet")) or None,
        language=_flat(entry.get("language")) or guess_language(text),
        text=text,
        kind=DocumentKind(kind) if kind in set(DocumentKind) else DocumentKind.ARTICLE,
        identifier=_flat(entry.get("identifier") or entry.get("id")) or None,
        municipality=_flat(entry.get("municipality")) or None,
        canonical_url=_flat(entry.get("url")) or None,
        media_type=MEDIA_TYPE,
        fields={key: value for key, value in entry.items() if key != "text"},
    )
