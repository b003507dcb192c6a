"""What to ask for, and what a list announces: the records between spiders, readers of lists and the frontier."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from crawler.extracted import Extracted
from crawler.publishers import Publisher

PAGE = "page"
"""Name of the reader of pages and documents: `crawler.extract`. Every other reader reads a list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What a list says of one address."""

    url: str
    """The address."""
    title: str | None = None
    """Title, where given."""
    published: str | None = None
    """Date of publication (ISO, as precise as given)."""
    modified: str | None = None
    """Date of the last change (ISO), where given: a page that is not newer than what we have need not be asked."""
    authors: tuple[str, ...] = ()
    """Authors, where given."""
    identifier: str | None = None
    """Public identifier (ECLI, gmb-2020-116862 …), where given."""
    original_url: str | None = None
    """For a copy in an archive: the address that the archive copied."""
    archived_at: str | None = None
    """For a copy in an archive: when it was made (ISO 8601, UTC)."""
    fields: Mapping[str, Any] = field(default_factory=dict)
    """What else the list says, under its own names; plain JSON values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One request to be made, and how its answer is read."""

    url: str
    """The address."""
    reader: str = PAGE
    """Name of the reader (see `crawler.readers`): page, or the kind of list."""
    source_id: str | None = None
    """Publisher record that it belongs to; found from the address where None."""
    method: str = "GET"
    """GET or POST."""
    body: str | None = None
    """Body of a POST, as text."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Further request headers, such as Content-Type."""
    entry: Entry | None = None
    """What the list said of a page."""
    state: Mapping[str, Any] = field(default_factory=dict)
    """What the reader of a list needs to know (number of the page, what was seen, limits); plain JSON values."""
    is_chosen: bool = False
    """Whether a user named it: then it is asked even where it does not look like an article."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What a list announces."""

    entries: tuple[Entry, ...] = ()
    """Pages and documents to fetch."""
    asks: tuple[Ask, ...] = ()
    """Further lists: the sitemaps of an index, the next page of an answer."""
    documents: tuple[Extracted, ...] = ()
    """Documents that the answer itself holds whole, each with its canonical_url."""
    problem: str | None = None
    """Why it could not be read whole, where it could not."""


class Reader(Protocol):
    """Reads the answer of one kind of list; fetches nothing, stores nothing, raises nothing."""

    def __call__(self, content: bytes, ask: Ask, publisher: Publisher) -> Listing:
        """Return what the list announces.

        Args:
            content: The body, without content encoding of HTTP; a gzip file as it is.
            ask: The request that was made; relative addresses are resolved against its `url`.
            publisher: The publisher record that it belongs to.
        """
        ...
