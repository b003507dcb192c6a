"""A decision of a reviewer: kept in review.db first, then applied to the evidence and the verdicts at once."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graph.case import check_date, find_day, read_case
from graph.readings import READINGS, apply_reading
from graph.reviews import CORRECTABLE, LINKS, Course, group_reviews, is_decision, settle
from graph.reviews import restore_record as restore
from graph.stage import judge
from staving.errors import StavingError
from staving.schema import (
    Decision,
    Evidence,
    Municipality,
    Practice,
    Proposition,
    Review,
    Stance,
    Status,
    as_json,
    derive_id,
    now,
)
from staving.store import Store

LONGEST = 2000
"""Characters of a remark or a corrected value that are kept."""


class DecisionError(StavingError):
    """A decision that cannot be taken: look at the record again."""


class ConflictError(DecisionError):
    """Somebody else decided on the record since it was looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a reviewer decides."""

    kind: str
    """Table of the record: evidence, assertion or quotation."""
    id: str
    """Id of the record."""
    decision: Decision
    """What is decided."""
    by: str
    """Who decides."""
    correction: Mapping[str, Any]
    """New values of fields, for a correction; for a withdrawal the decision under `review`."""
    why: str | None = None
    """The reason, or the remark."""
    seen: str | None = None
    """Id of the newest row about the record that the reviewer saw; None for no look at what others did, empty for
    none there."""


def decide(store: Store, review_path: Path, wanted: Wanted) -> Review:
    """Keep a decision, and apply it.

    Args:
        store: The evidence store, open for writing.
        review_path: review.db; made when it is not there.
        wanted: The decision.

    Returns:
        The row in review.db.

    Raises:
        ConflictError: Somebody decided on the record since the reviewer saw it; nothing is kept.
        DecisionError: The record is not there, or a value does not fit; nothing is kept.
    """
    with Store.open_review(review_path) as reviews, reviews.unit():
        course = _read_course(reviews, wanted.kind, wanted.id)
        newest = course.reviews[-1].id if course.reviews else ""
        if wanted.seen is not None and wanted.seen != newest:
            raise ConflictError(
                f"{wanted.kind} {wanted.id}: {course.reviews[-1].by if course.reviews else 'somebody'} decided on it "
                "meanwhile; look at it again"
            )
        review = _make_review(store, course, wanted)
        reviews.put(review)
    apply(store, wanted.kind, wanted.id, Course(reviews=(*course.reviews, review)))
    return review


def apply(store: Store, kind: str, name: str, course: Course) -> None:
    """Apply what was decided on one record to the evidence, and write the verdicts anew.

    Args:
        store: The evidence store, open for writing.
        kind: Table of the record.
        name: Its id.
        course: What was decided on it.
    """
    run = store.start_run("review", f"{kind} {name}")
    with store.unit():
        if kind == LINKS:
            _apply_link(store, course)
        else:
            apply_reading(store, kind, name, course)
    case = read_case(store)
    judge(store, case, find_day(store) or check_date(None, case), run)


def _read_course(reviews: Store, kind: str, name: str) -> Course:
    rows = reviews.iterate(Review, "record_kind = ? AND record_id = ?", (kind, name), '"at", "rowid"')
    return group_reviews(rows).get((kind, name), Course(reviews=()))


def _make_review(store: Store, course: Course, wanted: Wanted) -> Review:
    record = Evidence if wanted.kind == LINKS else READINGS.get(wanted.kind, (None,))[0]
    if record is None:
        raise DecisionError(f"{wanted.kind}: nobody decides on these; only on links, assertions and quotations")
    there = store.get(record, wanted.id)
    if there is None and not course.about:
        raise DecisionError(f"{wanted.kind} {wanted.id}: is not there any more; look at the list again")
    if wanted.kind == "quotation" and wanted.decision == Decision.REJECT:
        raise DecisionError("quotation: can be corrected, not rejected; reject the link that rests on it")
    correction = _check(store, course, wanted)
    moment = now()
    return Review(
        id=derive_id(wanted.kind, wanted.id, wanted.by, moment.isoformat(), uuid.uuid4().hex),
        record_kind=wanted.kind,
        record_id=wanted.id,
        decision=wanted.decision,
        correction=correction,
        about=dict(course.about) or as_json(there),
        by=wanted.by,
        at=moment,
        why=(wanted.why or "").strip()[:LONGEST] or None,
    )


def _check(store: Store, course: Course, wanted: Wanted) -> dict[str, Any]:
    """Return the correction with the values that are allowed.

    Raises:
        DecisionError: One is not.
    """
    if wanted.decision == Decision.WITHDRAW:
        name = wanted.correction.get("review")
        open_ones = [item for item in course.reviews if is_decision(item) and item.id not in course.withdrawn]
        found = next((item for item in open_ones if item.id == name), None)
        if found is None:
            raise DecisionError("withdraw: that decision is not there or was taken back already")
        return {"review": found.id}
    if wanted.decision == Decision.COMMENT and not (wanted.why or "").strip():
        raise DecisionError("comment: write something")
    if wanted.decision != Decision.CORRECT:
        return {}
    fields = CORRECTABLE if wanted.kind == LINKS else READINGS[wanted.kind][1]
    values = {key: value or None for key, value in wanted.correction.items() if key in fields}
    if not values:
        raise DecisionError("correct: nothing was changed; accept it, or change something")
    known: Mapping[str, Any] = {
        "proposition_id": lambda value: store.get(Proposition, value) is not None,
        "municipality": lambda value: store.get(Municipality, value) is not None,
        "practice": lambda value: store.get(Practice, value) is not None,
        "stance": lambda value: value in set(Stance),
        "status": lambda value: value in set(Status),
    }
    for key, value in values.items():
        if value is not None and len(str(value)) > LONGEST:
            raise DecisionError(f"{key}: is too long; at most {LONGEST} characters")
        if key in known and (value is None or not known[key](value)):
            raise DecisionError(f"{key}: {value!r} is not known; choose one of the list")
        if key in ("since", "until", "valid_from", "valid_to") and value is not None and not _is_date(str(value)):
            raise DecisionError(f"{key}: {value!r} is no date; write 2014, 2014-06 or 2014-06-30")
    return values


def _is_date(value: str) -> bool:
    from datetime import date

    padded = value + "-01-01"[: 10 - len(value)] if len(value) == 4 else value + "-01" if len(value) == 7 else value
    try:
        return date.fromisoformat(padded).isoformat() == padded
    except ValueError:
        return False


def _apply_link(store: Store, course: Course) -> None:
    first: Evidence = restore(Evidence, course.about)
    for review in course.reviews:
        target = review.correction.get("proposition_id")
        if target and target != first.proposition_id:
            name = derive_id(first.passage_id, str(target))
            store.delete(Evidence, "id = ? AND method = 'human'", (name,))
    there = store.get(Evidence, first.id)
    made = settle(first, course.current)
    references = {"quotation_id": there.quotation_id, "assertion_id": there.assertion_id} if there else {}
    changes = {"run_id": there.run_id if there else None, **references}
    store.put_all([restore(Evidence, as_json(item), **changes) for item in made])
