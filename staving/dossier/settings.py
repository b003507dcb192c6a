"""Read and check `dossier.toml`: what the case is about, and where to look."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from staving.dossier.fields import Table, is_address, list_choices
from staving.dossier.text import Problems
from staving.dossier.toml import read_toml
from staving.gazetteer import read_gazetteer
from staving.resources import data_path

PLACEHOLDER_SUBJECT = "GM0000"
"""Code in a fresh case file: no municipality has it, `staving check` asks for the real one."""
DEFAULT_RELIABILITY = 0.8
"""Reliability of an origin of which the case file says nothing."""

SETTINGS_KEYS = (
    "title", "subject", "complainant", "complainant_names", "addressee", "letter_date", "as_of", "exhibits_word",
    "collect", "reliability",
)  # fmt: skip
COLLECT_KEYS = (
    "publishers", "publishers_dir", "feeds", "sitemaps", "addresses", "folders", "grounds", "proxy", "contact",
    "searches", "bases",
)  # fmt: skip
SEARCH_KEYS = ("access", "query", "url", "identifiers", "municipalities", "since", "until", "limit")
ACCESSES = (
    "official_publications", "local_regulations", "laws", "council", "register", "rulings", "parliament", "woo",
    "wayback",
)  # fmt: skip
"""Services that a search can name; for each there is a spider of that name."""

BASES = (*ACCESSES, "wayback_pages")
"""Names that an address of a service may be given for: of the web archive there are two, the index and the copies."""
MAX_LIMIT = 100_000
"""Most documents that one search may take."""
_CODE = re.compile(r"GM\d{4}")
_DOMAIN = re.compile(r"(?:[\w-]+\.)+[a-z]{2,}", re.IGNORECASE)


class ExhibitsWord(StrEnum):
    """What exhibits are called in the letter."""

    PRODUCTIE = "productie"
    BIJLAGE = "bijlage"


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """One search in a service."""

    access: str
    """Name of the service, one of `ACCESSES`."""
    query: str = ""
    """Words to search for: phrases in quotation marks, OR and AND, a star at the end of a word."""
    url: str | None = None
    """Address or domain, for archives and sites."""
    identifiers: tuple[str, ...] = ()
    """Documents asked by name: ECLI, CVDR or BWB number."""
    municipalities: tuple[str, ...] = ()
    """CBS codes; empty for all."""
    since: str | None = None
    """First day (ISO)."""
    until: str | None = None
    """Last day (ISO)."""
    limit: int = 200
    """Documents taken at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Collect:
    """What to collect for a case."""

    publishers: tuple[str, ...] = ()
    """Ids of publisher records; `all` in the file gives each record of `publishers_dir`, or else each shipped one."""
    feeds: tuple[str, ...] = ()
    """Addresses of extra feeds."""
    sitemaps: tuple[str, ...] = ()
    """Addresses of extra sitemaps."""
    addresses: tuple[str, ...] = ()
    """Addresses of single pages and documents."""
    folders: tuple[str, ...] = ()
    """Folders with saved pages and documents, as full paths."""
    grounds: dict[str, str] = field(default_factory=dict)
    """Publisher id to the ground on which its reserved pages may be fetched, in the words of the author."""
    proxy: str | None = None
    """Address of the proxy that every request goes through."""
    contact: str | None = None
    """Where a site can reach whoever crawls: an address or page, told with every request."""
    publishers_dir: Path | None = None
    """Folder of publisher records of the case, beside the ones that ship with the package."""
    searches: tuple[Search, ...] = ()
    """Searches in services, in the order of the file."""
    bases: dict[str, str] = field(default_factory=dict)
    """Name of a service to its address, where it is not the usual one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What `dossier.toml` says, as far as it could be read."""

    title: str = ""
    """What the case is called."""
    subject: str = PLACEHOLDER_SUBJECT
    """CBS code of the municipality it is about."""
    complainant: str = ""
    """Who complains."""
    complainant_names: tuple[str, ...] = ()
    """All names of the complainant."""
    addressee: str | None = None
    """Whom the letter goes to."""
    letter_date: str | None = None
    """Date of the letter (ISO)."""
    as_of: str | None = None
    """Date for which claims are assessed (ISO)."""
    exhibits_word: str = ExhibitsWord.PRODUCTIE
    """What exhibits are called."""
    reliability: dict[str, float] = field(default_factory=dict)
    """Reliability by kind or name of the origin."""
    collect: Collect = field(default_factory=Collect)
    """What to collect."""


def read_settings(problems: Problems) -> Settings:
    """Return the settings of a case file; mistakes go to `problems`, which names the file."""
    root = read_toml(problems)
    if root is None:
        return Settings()
    top = Table(root, "", problems, SETTINGS_KEYS)
    complainant = top.text("complainant", required=True) or ""
    names = dict.fromkeys((complainant, *top.texts("complainant_names")))
    return Settings(
        title=top.text("title", required=True) or "",
        subject=_read_subject(top),
        complainant=complainant,
        complainant_names=tuple(name for name in names if name),
        addressee=top.text("addressee"),
        letter_date=top.day("letter_date"),
        as_of=top.day("as_of"),
        exhibits_word=top.choice("exhibits_word", ExhibitsWord, ExhibitsWord.PRODUCTIE) or ExhibitsWord.PRODUCTIE,
        reliability=_read_reliability(top),
        collect=_read_collect(top, problems.path.parent),
    )


def list_municipalities() -> frozenset[str]:
    """Return the CBS codes of every municipality, present or former."""
    return frozenset(read_gazetteer().municipalities)


def find_codes(name: str) -> tuple[str, ...]:
    """Return the CBS codes of the municipalities with a name; more than one for twins such as Bergen.

    Former municipalities count only where no present one has the name. The province in brackets of an official name,
    Bergen (NH.), may be left out.

    >>> find_codes("dronten"), len(find_codes("Bergen"))
    (('GM0303',), 2)
    """
    found = read_gazetteer().find_named(name)
    present = [item for item in found if item.valid_to is None]
    return tuple(item.id for item in present or found)


def _read_subject(top: Table) -> str:
    subject = top.text("subject", required=True)
    if subject is None:
        return PLACEHOLDER_SUBJECT
    known = list_municipalities()
    if subject == PLACEHOLDER_SUBJECT:
        remedy = "write the CBS code of the municipality, as in GM0303"
        top.add("subject", f"is still the placeholder {PLACEHOLDER_SUBJECT}", remedy, is_warning=True)
    elif not _CODE.fullmatch(subject):
        codes = find_codes(subject)
        remedy = f"write {' or '.join(codes)}" if codes else "write GM and four digits, as in GM0303"
        top.add("subject", f"{subject} is no CBS code", remedy)
    elif known and subject not in known:
        top.add("subject", f"there is no municipality {subject}", "look the code up at cbs.nl, as in GM0303")
    return subject


def _read_reliability(top: Table) -> dict[str, float]:
    found = {"default": DEFAULT_RELIABILITY}
    table = top.table("reliability", None)
    if table is not None:
        for name in table.fields:
            value = table.number(name, 0.0, 1.0)
            if value is not None:
                found[name] = value
    return found


def _read_collect(top: Table, folder: Path) -> Collect:
    table = top.table("collect", COLLECT_KEYS)
    if table is None:
        return Collect()
    publishers_dir = _read_folder(table, "publishers_dir", table.text("publishers_dir"), folder)
    records = list_publishers(publishers_dir or data_path("publishers"))
    publishers = table.texts("publishers")
    if publishers == ("all",):
        publishers = records
    if publishers_dir is not None:
        records = (*records, *list_publishers(data_path("publishers")))
    _check_publishers(table, "publishers", publishers, records)
    grounds = table.table("grounds", None)
    given: dict[str, str] = {}
    if grounds is not None:
        _check_publishers(grounds, None, tuple(grounds.fields), records)
        given = {name: grounds.text(name, required=True) or "" for name in grounds.fields}
    proxy = table.addresses("proxy")
    return Collect(
        publishers=publishers,
        feeds=table.addresses("feeds"),
        sitemaps=table.addresses("sitemaps"),
        addresses=table.addresses("addresses"),
        folders=tuple(str(_read_folder(table, "folders", name, folder)) for name in table.texts("folders")),
        grounds=given,
        proxy=proxy[0] if proxy else None,
        contact=_read_contact(table),
        publishers_dir=publishers_dir,
        searches=_read_searches(table),
        bases=_read_bases(table),
    )


def _read_contact(table: Table) -> str | None:
    """Return the contact, which goes into a header: plain signs only."""
    contact = table.text("contact")
    if contact and (not contact.isascii() or not contact.isprintable() or set(contact) & set("()\\")):
        table.add("contact", "holds signs that cannot be sent", "write a web or mail address, without brackets")
        return None
    return contact


def _read_searches(table: Table) -> tuple[Search, ...]:
    if table.has("searches") and not isinstance(table.fields["searches"].value, tuple):
        table.add("searches", "is no list of searches", "write [[collect.searches]] above each search")
        return ()
    found = []
    for number, entry in enumerate(table.items("searches"), start=1):
        search = _read_search(Table(entry, f"{table.path('searches')}[{number}]", table.problems, SEARCH_KEYS))
        if search is not None:
            found.append(search)
    return tuple(found)


def _read_search(table: Table) -> Search | None:
    """Return one search, or None where its service is missing or not known."""
    access = table.text("access", required=True)
    if access is not None and access not in ACCESSES:
        table.add("access", f"there is no service {access}", list_choices(access, ACCESSES))
    since, until = table.day("since"), table.day("until", last=True)
    if since and until and until < since:
        table.add("until", f"is before since ({until} < {since})", "exchange the two")
    url = table.text("url")
    if url is not None and not (is_address(url) or _DOMAIN.fullmatch(url)):
        table.add(
            "url", f"is no web address and no domain ({url})", "write it as https://www.example.org/ or example.org"
        )
    if access == "wayback" and not table.has("url"):
        table.add("access", "searches an archive for nothing", "add url with an address or a domain")
    if access not in ACCESSES:
        return None
    return Search(
        access=access,
        query=table.text("query") or "",
        url=url,
        identifiers=table.texts("identifiers"),
        municipalities=_read_municipalities(table),
        since=since,
        until=until,
        limit=_read_limit(table),
    )


def _read_municipalities(table: Table) -> tuple[str, ...]:
    codes = table.texts("municipalities")
    known = list_municipalities()
    for code in codes:
        if code in known:
            continue
        found = find_codes(code)
        remedy = f"write {' or '.join(found)}" if found else "write the CBS code, as in GM0303"
        table.add(
            "municipalities", f"there is no municipality {code}" if not found else f"{code} is no CBS code", remedy
        )
    return tuple(code for code in codes if code in known)


def _read_limit(table: Table) -> int:
    usual = Search(access="").limit
    limit = table.number("limit", 1, MAX_LIMIT)
    if limit is None:
        return usual
    if not limit.is_integer():
        table.add("limit", f"is {limit:g}", f"write a whole number from 1 to {MAX_LIMIT}")
        return usual
    return int(limit)


def _read_bases(table: Table) -> dict[str, str]:
    bases = table.table("bases", BASES)
    if bases is None:
        return {}
    found = {name: bases.addresses(name) for name in bases.fields if name in BASES}
    return {name: addresses[0].rstrip("/") for name, addresses in found.items() if addresses}


def _read_folder(table: Table, name: str, written: str | None, folder: Path) -> Path | None:
    """Return a folder that is written relative to the case file; one that is not there is warned of."""
    if written is None:
        return None
    path = (folder / Path(written).expanduser()).resolve()
    if not path.is_dir():
        table.add(name, f"there is no folder {written}", "make it, or mend the path", is_warning=True)
    return path


def _check_publishers(table: Table, name: str | None, publishers: tuple[str, ...], records: tuple[str, ...]) -> None:
    for publisher in publishers:
        if records and publisher not in records:
            table.add(name or publisher, f"there is no publisher {publisher}", list_choices(publisher, records))


def list_publishers(folder: Path) -> tuple[str, ...]:
    """Return the ids of the publisher records in a folder, sorted: their `id`, else the name of the file."""
    found = []
    for path in sorted(folder.glob("*.json")) if folder.is_dir() else ():
        try:
            record: Any = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            record = None  # the crawler says what is wrong with a record
        identifier = record.get("id") if isinstance(record, dict) else None
        found.append(identifier if isinstance(identifier, str) else path.stem)
    return tuple(found)
