from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from crawler.schedule import LONGEST_PAGE, SHORTEST_PAGE, plan_visit
from staving.schema import Flag

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)


def plan(flag: Flag = Flag.OK, *, days: float, visits: int = 1, changes: int = 0, tries: int = 0) -> timedelta | None:
    asked = BEGIN + timedelta(days=days)
    due = plan_visit(
        flag=flag, is_list=False, asked_at=asked, found_at=BEGIN, visits=visits, changes=changes, tries=tries
    )
    return due - asked if due else None


def test_a_page_that_changes_often_is_asked_sooner_than_one_that_does_not() -> None:
    often, seldom, never = (plan(days=40, visits=11, changes=n) for n in (9, 2, 0))
    assert often is not None
    assert seldom is not None
    assert never is not None
    assert timedelta(days=1) < often < timedelta(days=4)  # nine changes in forty days, some of them unseen
    assert timedelta(days=12) < seldom < timedelta(days=30)  # two in forty days
    assert never == timedelta(days=40)


def test_it_is_never_asked_more_often_nor_less_often_than_the_bounds() -> None:
    assert plan(days=0.5, visits=40, changes=39) == SHORTEST_PAGE
    assert plan(days=900, visits=3, changes=0) == LONGEST_PAGE


@pytest.mark.parametrize("flag", [Flag.ERROR, Flag.TIMEOUT, Flag.BLOCKED])
def test_each_try_in_vain_doubles_the_wait(flag: Flag) -> None:
    waits = [plan(flag, days=1, tries=n) for n in (1, 2, 3)]
    assert waits[0] is not None
    assert waits == [waits[0], waits[0] * 2, waits[0] * 4]


def test_what_is_reserved_or_gone_for_good_is_not_asked_again() -> None:
    assert plan(Flag.RESERVED, days=1) is None
    assert plan(Flag.GONE, days=1, tries=1) == timedelta(days=30)
    assert plan(Flag.GONE, days=200, tries=3) is None
