"""Decisions of reviewers on links, as review.db holds them."""

from __future__ import annotations

from pathlib import Path

from staving.schema import Decision, Review
from staving.store import Store


def read_reviews(path: Path | None) -> tuple[dict[str, Review], list[str]]:
    """Return the last decision on each link, and a line for each link on which reviewers contradict one another.

    Args:
        path: review.db; None, or a file that is not there, for no decisions.
    """
    if path is None or not path.is_file():
        return {}, []
    found: dict[str, Review] = {}
    opinions: dict[str, dict[str, str]] = {}
    with Store.open_review(path) as store:
        for review in store.iterate(Review, "record_kind = 'evidence'", (), '"at", "rowid"'):
            found[review.record_id] = review
            opinions.setdefault(review.record_id, {})[review.by] = review.decision
    disputed = [
        f"{name}: oordelen spreken elkaar tegen ({', '.join(f'{by}: {what}' for by, what in said.items())}); "
        "het laatste telt"
        for name, said in opinions.items()
        if len({what == Decision.REJECT for what in said.values()}) > 1
    ]
    return found, disputed
