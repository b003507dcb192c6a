"""Read XML of Dutch public bodies: rulings, official publications, local regulations, law, search results.

Structures as published: open-rechtspraak (data.rechtspraak.nl), officiële publicatie (op-xsd 2012), CVDR, BWB
toestand, SRU 1.2 and 2.0 answers with OWMS metadata.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from lxml import etree

from crawler.extracted import Extracted
from crawler.pages.dates import read_date
from crawler.pages.elements import read_local_name
from staving.schema import DocumentKind, Flag

MEDIA_TYPE = "application/xml"

_BLOCKS = frozenset({"al", "titel", "tussenkop", "intitule", "para", "title", "subtitel", "label", "citeertitel"})
_SKIPPED = frozenset(
    {
        "metadata",
        "meta",
        "meta-data",
        "RDF",
        "plaatje",
        "illustratie",
        "jcis",
        "brondata",
        "bwb-inputbestand",
        "redactie",
    }
)
_INFO_TYPES = {
    "kamerstuk": DocumentKind.PARLIAMENTARY_PAPER,
    "kamervragen": DocumentKind.PARLIAMENTARY_PAPER,
    "handelingen": DocumentKind.PARLIAMENTARY_PAPER,
}
_RECORD_KEYS = {
    "title": "Titel", "type": "Soort", "publicatienaam": "Uitgave", "creator": "Maker", "available": "Beschikbaar",
    "modified": "Gewijzigd", "source": "Grondslag", "abstract": "Samenvatting", "subject": "Onderwerp",
}  # fmt: skip


def read_official(content: bytes) -> tuple[Extracted, ...]:
    """Return the documents in an XML file: one, or one for each record of a search result.

    Args:
        content: The file.

    Returns:
        At least one result; of a form that is not known, one with the flag `unsupported`.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    flag, note = Flag.OK, None
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        recovering = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
        root = etree.fromstring(content, recovering) if content.strip() else None
        if root is None:
            return (_refuse(Flag.UNSUPPORTED, f"no XML ({error.msg})"),)
        flag, note = Flag.TRUNCATED, f"the XML is cut off or damaged ({error.msg})"
    found = _read_root(root)
    if flag is not Flag.OK:
        found = tuple(_with_flag(item, flag, note) for item in found)
    return found


def _read_root(root: Any) -> tuple[Extracted, ...]:
    name = read_local_name(root)
    if name in _READERS:
        return (_READERS[name](root),)
    if name in {"searchRetrieveResponse", "record", "owms-metadata", "metadata_gegevens", "gzd"}:
        return _read_results(root)
    if name in {"rss", "feed", "urlset", "sitemapindex", "RDF"}:
        return (
            _refuse(
                Flag.UNSUPPORTED,
                f"<{name}> is a list of addresses; name its address under feeds or sitemaps in dossier.toml",
            ),
        )
    return (_refuse(Flag.UNSUPPORTED, f"XML of a form that is not known: <{name}>"),)


def _refuse(flag: Flag, note: str) -> Extracted:
    return Extracted(flag=flag, note=note, media_type=MEDIA_TYPE)


def _with_flag(item: Extracted, flag: Flag, note: str | None) -> Extracted:
    return replace(item, flag=flag, note=note) if item.flag is Flag.OK else item


def _find(root: Any, *names: str) -> Iterator[Any]:
    for element in root.iter():
        if read_local_name(element) in names:
            yield element


def _first(root: Any, *names: str) -> str | None:
    """Return the text of the first element with one of these names, names tried in order."""
    for name in names:
        for element in _find(root, name):
            text = _flat(element)
            if text:
                return text
    return None


def _flat(element: Any) -> str:
    """Return the words of an element on one line, without editorial metadata inside it."""
    parts: list[str] = []

    def walk(node: Any) -> None:
        if not isinstance(node.tag, str) or (read_local_name(node) in _SKIPPED and node is not element):
            return
        parts.append(node.text or "")
        for child in node:
            walk(child)
            parts.append(child.tail or "")

    walk(element)
    return " ".join("".join(parts).split())


def _write(root: Any) -> str:
    """Return the text below an element: headings, paragraphs, list items and rows of tables on a line each."""
    lines: list[str] = []
    number = ""

    def put(text: str) -> None:
        nonlocal number
        if text:
            lines.append(f"{number} {text}" if number else text)
            number = ""

    def walk(node: Any) -> None:
        nonlocal number
        name = read_local_name(node)
        if not name or name in _SKIPPED:
            return
        if name == "kop":
            put(" ".join(part for child in node if (part := _flat(child)) and read_local_name(child) not in _SKIPPED))
        elif name in {"nr", "li.nr", "lidnr", "nummer"}:
            number = _flat(node)
        elif name in {"row", "tr"}:
            put(" | ".join(part for child in node if (part := _flat(child))))
        elif name == "parablock":
            for line in _join_paragraphs(node):
                put(line) if isinstance(line, str) else walk(line)
        elif name in _BLOCKS and not any(
            read_local_name(child) in {"lijst", "al", "parablock", "itemizedlist"} for child in node
        ):
            put(_flat(node))
        else:
            if name in {"li", "listitem", "opsomming"}:
                number = (node.get("nr") or node.get("mark") or "-").strip() or "-"
            for child in node:
                walk(child)
            if name in {"li", "listitem"}:
                number = ""

    walk(root)
    return "\n".join(lines)


def _join_paragraphs(block: Any) -> list[Any]:
    """Return the lines of a paragraph block of a ruling: lines broken in the middle of a sentence made whole."""
    found: list[Any] = []
    is_open = False
    for child in block:
        if read_local_name(child) != "para" or any(
            read_local_name(inner) in {"itemizedlist", "orderedlist", "table"} for inner in child
        ):
            if read_local_name(child):
                found.append(child)
            is_open = False
            continue
        raw = "".join(child.itertext())
        text = _flat(child)
        if not text:
            continue
        if is_open and found and isinstance(found[-1], str):
            found[-1] = f"{found[-1]} {text}"
        else:
            found.append(text)
        is_open = (raw.rstrip("\n") != raw.rstrip() and not re.search(r"[.:;!?]\s*\Z", raw)) or text.endswith(
            (",", "=")
        )
    return found


def _read_ruling(root: Any) -> Extracted:
    ecli = _first(root, "identifier") or ""
    court = _first(root, "creator")
    texts = [_write(part) for part in _find(root, "inhoudsindicatie", "uitspraak", "conclusie")]
    text = "\n\n".join(part for part in texts if part)
    fields = {
        key: value
        for key, name in (
            ("zaaknummer", "zaaknummer"),
            ("procedure", "procedure"),
            ("type", "type"),
            ("rechtsgebied", "subject"),
            ("zittingsplaats", "spatial"),
            ("publicatiedatum", "issued"),
        )
        if (value := _first(root, name))
    }
    given = re.sub(r"\s+,", ",", _first(root, "title") or "")
    return Extracted(
        flag=Flag.OK if text else Flag.EMPTY,
        note=None if text else "the ruling has metadata only",
        title=given if given.startswith("ECLI") else " ".join(part for part in (ecli, court) if part),
        published=read_date(_first(root, "date")),
        modified=read_date((_first(root, "modified") or "")[:10]),
        outlet=court,
        language=_first(root, "language") or "nl",
        text=text,
        kind=DocumentKind.RULING,
        identifier=ecli or None,
        canonical_url=f"https://deeplink.rechtspraak.nl/uitspraak?id={ecli}" if ecli.startswith("ECLI:") else None,
        media_type=MEDIA_TYPE,
        fields=fields,
    )


def _read_publication(root: Any) -> Extracted:
    record = next(
        (item.get("content") or "" for item in _find(root, "meta") if "externMetadata" in (item.get("name") or "")), ""
    )
    match = re.search(r"/([a-z]+(?:-[\w]+)+)/metadata", record)
    identifier = match[1] if match else None
    heads = [_first(kop, "titel") for kop in _find(root, "kop")]
    titles = [title for title in heads if title and not title.isupper()]
    issuer = _first(root, "subtitel") or ""
    owner = re.search(r"van de gemeente (.+)", issuer)
    body = [child for child in root if read_local_name(child) not in {"metadata", "kop"}]
    text = "\n".join(part for part in (_write(child) for child in body) if part)
    return Extracted(
        flag=Flag.OK if text else Flag.EMPTY,
        title=(titles or [identifier or "Officiële publicatie"])[0],
        outlet=(heads[0] or "").capitalize() if heads else None,
        language="nl",
        text=text,
        kind=DocumentKind.OFFICIAL_PUBLICATION,
        identifier=identifier,
        municipality=owner[1].strip(" .") if owner else None,
        canonical_url=_locate(identifier),
        media_type=MEDIA_TYPE,
        fields=_find_references(body),
    )


def _find_references(parts: list[Any]) -> dict[str, Any]:
    """Return the laws and regulations that a text links to, each once, in order (jci, BWB, CVDR)."""
    links = (item.get("doc") or "" for part in parts for item in _find(part, "extref", "intref"))
    found = list(dict.fromkeys(link for link in links if re.match(r"(?i)jci|cvdr|.*\bBWB[A-Z]\d{7}\b", link)))
    return {"references": found} if found else {}


def _locate(identifier: str | None) -> str | None:
    return f"https://zoek.officielebekendmakingen.nl/{identifier}.html" if identifier else None


def _read_regulation(root: Any) -> Extracted:
    meta = next(_find(root, "meta"), root)
    number = (_first(meta, "identifier") or "").removeprefix("CVDR")
    body = next(_find(root, "body"), None)
    text = _write(body) if body is not None else ""
    creator = next(_find(meta, "creator"), None)
    is_municipal = creator is not None and (creator.get("scheme") or "").endswith("Gemeente")
    name, _, version = number.partition("_")
    fields = {
        key: value
        for key in (
            "inwerkingtredingDatum",
            "uitwerkingtredingDatum",
            "isRatifiedBy",
            "subject",
            "kenmerk",
            "betreft",
            "issued",
        )
        if (value := _first(meta, key))
    }
    sources = [_flat(item) for item in _find(meta, "source") if _flat(item)]
    return Extracted(
        flag=Flag.OK if text else Flag.EMPTY,
        title=_first(meta, "title") or "",
        published=read_date(_first(meta, "issued")),
        modified=read_date(_first(meta, "modified")),
        outlet=_flat(creator) if creator is not None else None,
        language=_first(meta, "language") or "nl",
        text=text,
        kind=DocumentKind.LOCAL_REGULATION,
        identifier=f"CVDR{number}" if number else None,
        municipality=_flat(creator) if is_municipal else None,
        canonical_url=f"https://lokaleregelgeving.overheid.nl/CVDR{name}/{version or 1}" if name else None,
        media_type=MEDIA_TYPE,
        fields=fields | ({"source": sources} if sources else {}) | _find_references([root]),
    )


def _read_law(root: Any) -> Extracted:
    identifier = root.get("bwb-id")
    body = next(_find(root, "wetgeving"), root)
    text = _write(body)
    return Extracted(
        flag=Flag.OK if text else Flag.EMPTY,
        title=_first(body, "citeertitel", "intitule") or identifier or "",
        published=read_date(root.get("inwerkingtreding")),
        outlet="Overheid.nl",
        language="nl",
        text=text,
        kind=DocumentKind.STATUTE,
        identifier=identifier,
        canonical_url=f"https://wetten.overheid.nl/{identifier}/{root.get('inwerkingtreding') or ''}".rstrip("/")
        if identifier
        else None,
        media_type=MEDIA_TYPE,
    )


def _read_results(root: Any) -> tuple[Extracted, ...]:
    problem = next(_find(root, "diagnostic"), None)
    if problem is not None:
        return (_refuse(Flag.ERROR, f"the search was refused: {_first(problem, 'message') or _flat(problem)}"),)
    records = [
        item for item in _find(root, "record") if any(read_local_name(child) == "recordData" for child in item)
    ] or [root]
    found = tuple(_read_record(record) for record in records)
    if all(item.flag is Flag.EMPTY for item in found):
        return (_refuse(Flag.EMPTY, "the search result holds no records"),)
    return tuple(item for item in found if item.flag is not Flag.EMPTY)


def _read_record(record: Any) -> Extracted:
    """Return the document that a search result announces: its metadata, with the link to the text."""
    values: dict[str, list[str]] = {}
    schemes: dict[str, str] = {}
    for element in record.iter():
        if not isinstance(element.tag, str) or len(element):
            continue
        name = (element.get("name") or read_local_name(element)).rsplit(".", 1)[-1]
        text = " ".join((element.get("content") or element.text or "").split())
        if text:
            values.setdefault(name, []).append(text)
            schemes.setdefault(name, element.get("scheme") or "")
    one = {name: items[0] for name, items in values.items()}
    if "title" not in one:
        return _refuse(Flag.EMPTY, "no title")
    identifier = one.get("identifier")
    issue = one.get("publicatienaam") or one.get("publicationName") or ""
    kind = next(
        (kind for word, kind in _INFO_TYPES.items() if issue.casefold().startswith(word)),
        DocumentKind.OFFICIAL_PUBLICATION,
    )
    if (identifier or "").startswith("CVDR"):
        kind = DocumentKind.LOCAL_REGULATION
    creator = one.get("creator") or one.get("authority")
    organisation = (one.get("organisatietype") or one.get("organisationType") or "").casefold()
    is_municipal = schemes.get("creator", "").endswith("Gemeente") or organisation == "gemeente"
    lines = [
        f"{label}: {'; '.join(dict.fromkeys(values[name]))}" for name, label in _RECORD_KEYS.items() if name in values
    ]
    address = one.get("preferredUrl") or one.get("publicatieurl_xhtml") or _locate(identifier)
    return Extracted(
        note="metadata of a search result; the text lies at the address",
        title=one["title"],
        published=read_date(one.get("available") or one.get("date") or one.get("issued")),
        modified=read_date(one.get("modified")),
        outlet=issue or creator,
        language=one.get("language", "nl")[:2],
        text="\n".join(lines),
        kind=kind,
        identifier=identifier,
        municipality=creator if is_municipal else None,
        # Metadata and full text are different texts: the one must not pass for a new version of the other.
        canonical_url=f"{address}#metadata" if address else None,
        media_type=MEDIA_TYPE,
        fields={"creator": creator or ""}
        | {name: items if len(items) > 1 else items[0] for name, items in values.items()},
    )


_READERS: dict[str, Callable[[Any], Extracted]] = {
    "open-rechtspraak": _read_ruling,
    "officiele-publicatie": _read_publication,
    "cvdr": _read_regulation,
    "toestand": _read_law,
}
