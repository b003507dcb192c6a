"""Go through the pages of an answer: as far as the limit of a search allows, and never in circles.

What was found and taken so far travels in `Ask.state`, so that a run that is cut off goes on where it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from crawler.asks import Ask
from crawler.lists.answers import count
from staving.dossier.settings import Search
from staving.schema import derive_id

MAX_PAGES = 1000
"""Pages of one answer that are read; a service that gives more does not end."""

_MARKS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """Where the reading of an answer stands, before the page at hand."""

    limit: int
    """Documents taken at most."""
    taken: int
    """Documents taken from earlier pages."""
    passed: int
    """Records seen on earlier pages, taken or not."""
    page: int
    """Number of the page at hand, from 1."""
    found: int | None
    """How many records there are, as the service said last; None where it did not."""
    marks: tuple[str, ...]
    """What earlier pages began with and where they led: seen again, the service goes in circles."""

    @property
    def room(self) -> int:
        """How many documents may still be taken."""
        return max(self.limit - self.taken, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What the page at hand came to."""

    taken: int
    """Documents taken from it."""
    received: int
    """Records on it, taken or not."""
    found: int | None = None
    """How many records there are in all, as the service says."""
    first: str = ""
    """Name of its first record."""
    url: str | None = None
    """Address of the next page; the same address where None."""
    body: str | None = None
    """Body of the request for the next page; the same body where None."""
    is_last: bool = False
    """Whether the service says that there is no further page."""


def begin(search: Search, **more: Any) -> dict[str, Any]:
    """Return the state of the first request of a search.

    Args:
        search: The search.
        more: What else the reader needs; plain JSON values.
    """
    return {"limit": search.limit, "taken": 0, "passed": 0, "page": 1, "found": None, "marks": [], **more}


def read_turn(ask: Ask) -> Turn:
    """Return where the reading of an answer stands; what is missing or damaged in the state counts from nothing."""
    state: Mapping[str, Any] = ask.state
    marks = state.get("marks")
    return Turn(
        limit=count(state.get("limit")) or Search(access="").limit,
        taken=count(state.get("taken")) or 0,
        passed=count(state.get("passed")) or 0,
        page=count(state.get("page")) or 1,
        found=count(state.get("found")),
        marks=tuple(str(mark) for mark in marks) if isinstance(marks, list | tuple) else (),
    )


def go_on(ask: Ask, page: Page, **more: Any) -> tuple[tuple[Ask, ...], str | None]:
    """Return the request for the next page, if there is to be one, and why the answer cannot be read on.

    Args:
        ask: The request that was answered.
        page: What the answer came to.
        more: What else changed in the state of the reader.
    """
    turn = read_turn(ask)
    taken, passed = turn.taken + page.taken, turn.passed + page.received
    found = page.found if page.found is not None else turn.found
    ends, problem = _judge(turn, page, found)
    following = replace(
        ask, url=page.url if page.url is not None else ask.url, body=page.body if page.body is not None else ask.body
    )
    marks = [derive_id(following.url, following.body), *([derive_id(page.first)] if page.first else [])]
    if not ends and (following.url, following.body) == (ask.url, ask.body):
        ends, problem = True, "the next page is the same as this one; the service does not go on"
    elif not ends and set(marks) & set(turn.marks):
        ends, problem = True, "the service gives a page again that was read before"
    if ends:
        return (), problem
    state = {
        **ask.state, **more, "taken": taken, "passed": passed, "found": found, "page": turn.page + 1,
        "marks": [*turn.marks, *marks][-_MARKS:],
    }  # fmt: skip
    return (replace(following, state=state),), None


def _judge(turn: Turn, page: Page, found: int | None) -> tuple[bool, str | None]:
    """Return whether a page is the last to be read, and why the answer cannot be read on where it should."""
    passed = turn.passed + page.received
    if found is not None and found < turn.passed:
        return True, f"the answer shrank to {found} records after {turn.passed} were read; search again"
    is_through = bool(page.received) and found is not None and passed >= found
    if turn.taken + page.taken >= turn.limit or page.is_last or is_through:
        return True, None
    if not page.received:
        return True, f"the answer stops after {passed} of {found} records" if found and passed < found else None
    if turn.page >= MAX_PAGES:
        return True, f"the answer does not end after {MAX_PAGES} pages; narrow the search"
    return False, None
