"""Decisions of reviewers, as review.db holds them, and what they make of a link.

Nothing is ever changed or removed in review.db: a withdrawal is a row of its own, so that two reviewers at the same
time lose nothing. Of several decisions on one record the last that was not withdrawn counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from staving.schema import Decision, Evidence, Review, ReviewState, derive_id
from staving.store import Store

LINKS = "evidence"
"""Table of the links that reviewers decide on."""

CORRECTABLE = ("stance", "valid_from", "valid_to", "origin_id", "proposition_id")
"""Fields of a link that a reviewer may correct."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What was decided on one record, in the order of the decisions."""

    reviews: tuple[Review, ...]
    """All rows, remarks and withdrawals among them."""

    @property
    def current(self) -> Review | None:
        """The decision that counts; None where there is none, or all were withdrawn."""
        withdrawn = self.withdrawn
        deciding = [item for item in self.reviews if is_decision(item) and item.id not in withdrawn]
        return deciding[-1] if deciding else None

    @property
    def withdrawn(self) -> frozenset[str]:
        """Ids of the decisions that were taken back."""
        taken = (item.correction.get("review") for item in self.reviews if item.decision == Decision.WITHDRAW)
        return frozenset(str(name) for name in taken if name)

    @property
    def about(self) -> Mapping[str, Any]:
        """The record as it was before anybody decided on it; empty where no decision kept it."""
        return next((item.about for item in self.reviews if item.about), {})


def is_decision(review: Review) -> bool:
    """Return whether a row decides something: no remark and no withdrawal."""
    return review.decision in (Decision.ACCEPT, Decision.REJECT, Decision.CORRECT)


def read_courses(path: Path | None, kind: str | None = None) -> dict[tuple[str, str], Course]:
    """Return all that was decided, by table and id of the record.

    Args:
        path: review.db; None, or a file that is not there, for no decisions.
        kind: Only records of this table.
    """
    if path is None or not path.is_file():
        return {}
    with Store.open_review(path) as store:
        condition, values = ("record_kind = ?", (kind,)) if kind else ("", ())
        return group_reviews(store.iterate(Review, condition, values, '"at", "rowid"'))


def group_reviews(reviews: Iterable[Review]) -> dict[tuple[str, str], Course]:
    """Return decisions by table and id of the record; they come in the order in which they were made."""
    found: dict[tuple[str, str], list[Review]] = {}
    for review in reviews:
        found.setdefault((review.record_kind, review.record_id), []).append(review)
    return {key: Course(reviews=tuple(items)) for key, items in found.items()}


def read_reviews(path: Path | None) -> tuple[dict[str, Review], list[str]]:
    """Return the decision that counts on each link, and a line for each link on which reviewers contradict one another.

    Args:
        path: review.db; None, or a file that is not there, for no decisions.
    """
    found: dict[str, Review] = {}
    disputed = []
    for (_, name), course in read_courses(path, LINKS).items():
        current = course.current
        if current is None:
            continue
        # What the first decision kept of the link is what the last one is applied to.
        found[name] = replace(current, about=dict(course.about))
        said = {
            item.by: item.decision for item in course.reviews if is_decision(item) and item.id not in course.withdrawn
        }
        if len({what == Decision.REJECT for what in said.values()}) > 1:
            listed = ", ".join(f"{by}: {what}" for by, what in said.items())
            disputed.append(f"{name}: oordelen spreken elkaar tegen ({listed}); het laatste telt")
    return found, disputed


def settle(evidence: Evidence, review: Review | None) -> tuple[Evidence, ...]:
    """Return what a decision makes of a link: the link itself, and the one it was moved to.

    Args:
        evidence: The link as it was found.
        review: The decision that counts; None for none.
    """
    if review is None:
        return (evidence,)
    if review.decision == Decision.REJECT:
        return (replace(evidence, state=ReviewState.REJECTED),)
    changed: dict[str, Any] = {key: value for key, value in review.correction.items() if key in CORRECTABLE}
    target = changed.pop("proposition_id", None)
    if not target or target == evidence.proposition_id:
        return (replace(evidence, state=ReviewState.ACCEPTED, **changed),)
    moved = replace(
        evidence,
        id=derive_id(evidence.passage_id, target),
        proposition_id=target,
        state=ReviewState.ACCEPTED,
        method="human",
        reasons=(*(item for item in evidence.reasons if item.startswith("herkomst: ")),),
        **changed,
    )
    return replace(evidence, state=ReviewState.REJECTED), moved


def restore_record(record: type[Any], about: Mapping[str, Any], **changes: Any) -> Any:
    """Return the record that a decision kept, with the types of its fields.

    Args:
        record: The record class.
        about: Its fields as JSON holds them.
        changes: Fields with other values.

    Raises:
        TypeError: A field is missing or unknown.
    """
    values = {key: tuple(value) if isinstance(value, list) else value for key, value in about.items()}
    for key, value in values.items():
        if key.endswith("_at") and isinstance(value, str):
            values[key] = datetime.fromisoformat(value)
    return record(**values | changes)
