"""Versions of a document: which one replaces which, and what changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from difflib import SequenceMatcher
from typing import Any

from staving.schema import Capture, Document
from staving.store import Store

MAX_LINES = 2000
"""Lines of a text up to which it is told what changed; comparing takes time that grows with their square."""


def read_time(capture: Capture | None) -> datetime:
    """Return as of when a capture shows its page: for a copy in an archive when that was made, else when we fetched.

    Args:
        capture: The capture; None for a document of which none is kept, which counts as the oldest.
    """
    if capture is None:
        return datetime.min.replace(tzinfo=UTC)
    said = capture.headers.get("archived-at")
    try:
        made = datetime.fromisoformat(said) if said else capture.fetched_at
    except ValueError:
        made = capture.fetched_at
    return made if made.tzinfo else made.replace(tzinfo=UTC)


def find_neighbours(
    store: Store, versions: Iterable[Document], at: datetime
) -> tuple[Document | None, Document | None]:
    """Return the version before a moment and the one after it.

    An older copy, such as one from a web archive, is put where it belongs and never replaces a newer version.

    Args:
        store: The evidence database.
        versions: The versions of one document.
        at: As of when the new one shows the page (UTC).
    """
    timed = []
    for number, version in enumerate(versions):
        capture = store.get(Capture, version.capture_id) if version.capture_id else None
        timed.append((read_time(capture), number, version))
    timed.sort(key=lambda item: item[:2])
    before = [version for moment, _, version in timed if moment <= at]
    after = [version for moment, _, version in timed if moment > at]
    return before[-1] if before else None, after[0] if after else None


def describe_changes(old: str, new: str) -> dict[str, Any]:
    r"""Return what changed between two versions, as offsets: no text is written twice.

    Lines are compared (a line is a paragraph, a heading or a list item). Offsets are code points, half-open.

    Args:
        old: The text before.
        new: The text now.

    Returns:
        added: offsets of new lines in the new text; removed: offsets of lines in the old text that are gone. A line
        that was edited stands in both. Empty for texts of more than `MAX_LINES` lines.

    >>> describe_changes("Een.\nTwee.", "Een.\nDrie.\nVier.")
    {'added': [[5, 16]], 'removed': [[5, 10]]}
    """
    before, after = old.split("\n"), new.split("\n")
    if max(len(before), len(after)) > MAX_LINES:
        return {}
    starts_before, starts_after = _find_starts(before), _find_starts(after)
    added, removed = [], []
    for kind, low, high, first, last in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind in {"replace", "delete"}:
            removed.append([starts_before[low], starts_before[high] - 1])
        if kind in {"replace", "insert"}:
            added.append([starts_after[first], starts_after[last] - 1])
    return {"added": added, "removed": removed}


def _find_starts(lines: Sequence[str]) -> list[int]:
    """Return the offset of each line, and one past the line end that would follow the last."""
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    return starts
