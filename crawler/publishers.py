"""Publisher records: what is known of an outlet, and what we may do with its pages.

One JSON file for each outlet in `data/publishers/` (and in the folder that a dossier names). Adding an outlet is
adding a file; each file carries addresses that its identity pattern must match and others that it must not.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

from crawler.addresses import split_address
from staving.errors import SourceError
from staving.resources import data_path
from staving.schema import Source

KINDS = frozenset(
    {
        "newspaper", "local", "broadcaster", "trade", "legal", "web", "authority", "municipality", "court",
        "parliament", "register", "complainant", "user",
    }
)  # fmt: skip
"""Kinds of outlet, as in `Source.kind`; web is a site of which nothing more is known."""

OFFICIAL_KINDS = frozenset({"authority", "municipality", "court", "parliament", "register"})
"""Kinds whose own texts are official texts of the body itself."""

CANONICAL_RULES = frozenset({"identity", "link", "cleaned"})
"""What decides the address under which a document is kept, see `Publisher.canonical`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Which part of an address tells one article from another."""

    pattern: str
    """Regular expression with a group `id`."""
    address: str = ""
    """Address under which an article is kept, with {id} in it; without one, the front page and the id."""
    examples: tuple[str, ...] = ()
    """Addresses of articles: the pattern matches."""
    counter_examples: tuple[str, ...] = ()
    """Addresses that are no articles: the pattern does not match."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Amp:
    """How the addresses of AMP copies become those of their articles, where dropping `amp` from them is not enough."""

    pattern: str
    """Regular expression found in the addresses of AMP copies."""
    address: str
    r"""What stands in its place; `\1` and `\g<name>` are groups of the pattern."""
    examples: tuple[str, ...] = ()
    """Addresses of AMP copies: the pattern matches."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A page that links to articles, where feeds do not reach far enough."""

    url: str
    """Address of the first page."""
    pattern: str | None = None
    """Regular expression found in the links that are articles; that of the identity where None."""
    next: str | None = None
    """Regular expression found in the link to the next page; where None, what the page itself calls next."""
    max_pages: int = 1
    """Pages read at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Markers:
    """Pieces of a page's source that give it away as something else than an article anybody may read."""

    consent: tuple[str, ...] = ()
    """Found in consent gates of this outlet."""
    paywall: tuple[str, ...] = ()
    """Found in articles of which this outlet shows a teaser only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selectors:
    """CSS selectors, only for outlets whose pages the generic reader gets wrong; empty where it does not."""

    title: str = ""
    """Element with the title."""
    authors: str = ""
    """Elements with a name each."""
    published: str = ""
    """Element with the time of publication."""
    body: str = ""
    """Element that holds the text and nothing else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What may be done with the pages of an outlet."""

    fetch: bool = True
    """Whether articles may be fetched without a declared ground."""
    archive: bool = False
    """Whether responses may be kept in the archive."""
    full_text: str = "private"
    """Whether the full text may be shown: public or private."""
    quote_chars: int = 300
    """Longest quotation that may be shown, in characters."""
    tdm_reserved: bool = False
    """Whether the publisher reserves text and data mining (Directive (EU) 2019/790 art. 4(3), Aw art. 15o)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """An outlet, where its articles are announced, and its policy."""

    id: str
    """Short name (slug), the id of its source."""
    name: str
    """Name as it is cited."""
    owner: str
    """Company or body that owns it."""
    kind: str
    """One of `KINDS`."""
    region: str = "NL"
    """Part of the country it writes about; NL for all of it."""
    languages: tuple[str, ...] = ("nl",)
    """Languages it writes in (ISO 639-1)."""
    site: str
    """Address of its front page."""
    hosts: tuple[str, ...]
    """Host names of its pages; subdomains are meant too."""
    feeds: tuple[str, ...] = ()
    """Addresses of RSS and Atom feeds."""
    sitemaps: tuple[str, ...] = ()
    """Addresses of sitemaps, besides those that robots.txt names."""
    sections: tuple[Section, ...] = ()
    """Pages that link to articles."""
    identity: Identity | None = None
    """How to tell its articles apart by address."""
    amp: Amp | None = None
    """How addresses of AMP copies become those of articles."""
    canonical: str = "identity"
    """What counts first: the article number (identity), the link that the page gives (link), or neither (cleaned)."""
    markers: Markers = field(default_factory=Markers)
    """How to recognise its gates and paywalls."""
    selectors: Selectors = field(default_factory=Selectors)
    """Where the generic reader needs help."""
    paywalled: bool = False
    """Whether most of its articles are for subscribers."""
    policy: Policy = field(default_factory=Policy)
    """What may be done with its pages."""
    delay_s: float = 1.0
    """Seconds between two requests."""
    licence: str | None = None
    """Licence or reservation on its texts."""
    verified: bool = False
    """Whether somebody compared the record with the live site."""
    checked: str | None = None
    """Day on which somebody did (ISO); None where nobody has."""
    origin: str | None = None
    """Where the facts in the record come from."""
    note: str | None = None
    """What a user should know."""

    def owns(self, url: str) -> bool:
        """Tell whether an address lies on one of the outlet's hosts."""
        names = {name.removeprefix("www.") for name in self.hosts}
        return any(part in names for part in _list_domains(url))

    def may_fetch(self, grounds: Mapping[str, str]) -> bool:
        """Tell whether articles may be fetched, given the grounds that the dossier declares.

        Args:
            grounds: Publisher id to the ground (licence, consent, legal ground) the user answers for.
        """
        return bool(grounds.get(self.id)) or (self.policy.fetch and not self.policy.tdm_reserved)

    def as_source(self) -> Source:
        """Return the source record that documents of this outlet refer to."""
        return Source(
            id=self.id,
            name=self.name,
            publisher=self.owner,
            kind=self.kind,
            site=self.site,
            licence=self.licence,
            quote_chars=self.policy.quote_chars,
            full_text=self.policy.full_text,
            delay_s=self.delay_s,
            official=self.kind in OFFICIAL_KINDS,
            note=self.note,
        )


class HostIndex:
    """Publishers by host, for whoever asks often: as cheap for a thousand records as for ten.

    It can stand wherever publishers are asked for.
    """

    def __init__(self, publishers: Iterable[Publisher]) -> None:
        """Keep the publishers; of two with one host the first has it."""
        self._publishers = tuple(publishers)
        self._by_host: dict[str, Publisher] = {}
        for publisher in self._publishers:
            for name in publisher.hosts:
                self._by_host.setdefault(name.removeprefix("www."), publisher)

    def __iter__(self) -> Iterator[Publisher]:
        return iter(self._publishers)

    def find(self, url: str) -> Publisher | None:
        """Return the outlet that an address belongs to, or None; the longest host name decides."""
        return next((self._by_host[part] for part in _list_domains(url) if part in self._by_host), None)


_INDEXES: dict[tuple[int, ...], HostIndex] = {}
"""Indexes made before, by the identity of their publishers (which they keep alive, so that no identity is reused)."""

MAX_INDEXES = 8
"""Indexes kept."""


def index_publishers(publishers: Iterable[Publisher]) -> HostIndex:
    """Return publishers as an index; the same publishers give the same one."""
    if isinstance(publishers, HostIndex):
        return publishers
    known = tuple(publishers)
    key = tuple(map(id, known))
    index = _INDEXES.get(key)
    if index is None:
        index = HostIndex(known)
        for old in list(_INDEXES)[: max(0, len(_INDEXES) + 1 - MAX_INDEXES)]:
            _INDEXES.pop(old, None)
        _INDEXES[key] = index
    return index


def find_publisher(publishers: Iterable[Publisher], url: str) -> Publisher | None:
    """Return the outlet that an address belongs to, or None.

    The longest host name decides, so that an outlet on a subdomain of another one keeps its pages. A name that only
    looks alike (`krant.nl.elders.example`, `nepkrant.nl`) belongs to nobody.

    Args:
        publishers: Known outlets; a `HostIndex` where many addresses are asked.
        url: The address.
    """
    return index_publishers(publishers).find(url)


def load_publishers(*folders: Path) -> dict[str, Publisher]:
    """Return the publisher records by id, in order of their ids.

    Args:
        folders: Folders with one JSON file for each outlet; a later folder wins over an earlier one. Without any,
            the records that ship with staving.

    Raises:
        SourceError: A folder is missing or a record has a mistake; the message names file and key.
    """
    from crawler.publisher_files import read_publisher

    found: dict[str, Publisher] = {}
    for folder in folders or (data_path("publishers"),):
        if not folder.is_dir():
            raise SourceError(f"{folder}: no such folder of publisher records; correct publishers_dir in dossier.toml")
        for path in sorted(folder.glob("*.json")):
            publisher = read_publisher(path)
            found[publisher.id] = publisher
    return dict(sorted(found.items()))


def _list_domains(url: str) -> Iterator[str]:
    """Yield the host of an address and the domains that it lies in, the longest first.

    Names are compared as the name service does: no matter the case, wide letters, or a dot at the end.
    """
    parts = split_address(url.strip())
    if "\\" in parts.netloc:
        return  # programs disagree on which host this is
    host = parts.hostname or ""
    if not host.isascii() or "%" in host:
        try:
            host = unquote(host).encode("idna").decode("ascii")
        except UnicodeError:
            host = unicodedata.normalize("NFKC", host).casefold()
    host = host.strip(".").removeprefix("www.")
    while host:
        yield host
        host = host.partition(".")[2]
