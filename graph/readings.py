"""What people decided on the reading of a text: assertions that are wrong or not there, speakers that are others.

A rejected assertion is taken out of evidence.db; review.db keeps it whole, so that a withdrawal puts it back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from graph.reviews import Course, read_courses, restore_record
from staving.schema import Assertion, Decision, Evidence, Quotation, ReviewState
from staving.store import Store

READINGS: Mapping[str, tuple[type[Any], tuple[str, ...]]] = {
    "assertion": (Assertion, ("municipality", "practice", "status", "since", "until")),
    "quotation": (Quotation, ("speaker_name", "speaker_role", "speaker_organisation")),
}
"""Records of the read stage that people decide on, with the fields that they may correct."""


def apply_readings(store: Store, review_path: Path | None) -> int:
    """Apply all decisions on assertions and quotations; return on how many records.

    Args:
        store: The evidence store, after the read stage.
        review_path: review.db; None, or a file that is not there, for no decisions.
    """
    courses = {key: course for key, course in read_courses(review_path).items() if key[0] in READINGS}
    if courses:
        with store.unit():
            for (kind, name), course in courses.items():
                apply_reading(store, kind, name, course)
    return len(courses)


def apply_reading(store: Store, kind: str, name: str, course: Course) -> None:
    """Give a record of the read stage the form that was decided, or its own where all was withdrawn.

    Evidence that rests on an assertion that is not what it was is only proposed, until it is linked or decided on anew.

    Args:
        store: The evidence store, in a unit of work.
        kind: Table of the record.
        name: Its id.
        course: What was decided on it.
    """
    record, fields = READINGS[kind]
    there = store.get(record, name)
    about = restore_record(record, course.about) if course.about else there
    if about is None or not _has_text(store, about):
        return
    about = replace(about, run_id=there.run_id if there else None)
    review = course.current
    wanted = about
    if review is not None and review.decision == Decision.REJECT:
        wanted = None
    elif review is not None:
        wanted = replace(about, **{key: value for key, value in review.correction.items() if key in fields})
    if record is Assertion and wanted != there:
        _loosen(store, name, is_gone=wanted is None)
    if wanted is None:
        if record is Assertion:
            store.delete(record, "id = ?", (name,))
    elif wanted != there:
        store.put(wanted)


def _has_text(store: Store, item: Any) -> bool:
    """Return whether the text still says these words at this place."""
    sql = 'SELECT substr("text", ?, ?) FROM "document" WHERE "id" = ?'
    row = store.db.conn.execute(sql, (item.start + 1, item.end - item.start, item.document_id)).fetchone()
    return row is not None and row[0] == item.text


def _loosen(store: Store, assertion: str, *, is_gone: bool) -> None:
    for item in list(store.iterate(Evidence, "assertion_id = ?", (assertion,))):
        state = ReviewState.PROPOSED if item.state == ReviewState.ACCEPTED and item.method != "human" else item.state
        store.put(replace(item, state=state, assertion_id=None if is_gone else assertion))
