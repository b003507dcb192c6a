"""How fast a host is asked."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawler.guests import HostBusyError, HostDownError
from crawler.throttle import MAX_FAILURES, Pace, find_bound, read_retry_after

NIGHT = datetime(2021, 11, 15, 23, 30, tzinfo=UTC).timestamp()
DAY = datetime(2021, 11, 15, 11, 0, tzinfo=UTC).timestamp()


def answer(
    pace: Pace, status: int = 200, latency_s: float = 0.1, retry_after: str | None = None, now: float = NIGHT
) -> float:
    pace.note_answer(status=status, latency_s=latency_s, retry_after=retry_after, now=now)
    return pace.find_delay(now)


def test_never_faster_than_the_site_wishes() -> None:
    pace = Pace(floor_s=2.0)
    assert [answer(pace, latency_s=0.01) for _ in range(5)] == [2.0] * 5


def test_a_slow_site_is_asked_slowly_and_recovers() -> None:
    pace = Pace(floor_s=1.0)
    assert answer(pace, latency_s=8.0) == 8.0
    assert answer(pace, status=404, latency_s=0.0) == 8.0
    assert answer(pace, latency_s=1.0) == 4.5
    assert answer(pace, latency_s=500.0) == 60.0
    for _ in range(20):
        answer(pace, latency_s=0.1)
    assert pace.find_delay(NIGHT) == 1.0


def test_a_busy_site_gets_more_time_each_time() -> None:
    pace = Pace(floor_s=1.0)
    assert [answer(pace, status) for status in (429, 503, 429, 429)] == [10.0, 20.0, 40.0, 60.0]


def test_a_service_of_our_own_is_slowed_down_by_its_wish_only() -> None:
    pace = Pace(floor_s=0.0, max_per_hour=1)
    assert [answer(pace, latency_s=5.0) for _ in range(10)] == [0.0] * 10
    assert answer(pace, 429) == 10.0
    assert answer(pace) == 0.0


def test_a_short_wait_is_kept_and_a_long_one_leaves_the_host() -> None:
    pace = Pace(floor_s=1.0)
    assert answer(pace, 429, retry_after="30") == 30.0
    assert pace.find_delay(NIGHT + 25) == 5.0
    pace.check("krant.example", NIGHT)
    answer(pace, 503, retry_after="7200")
    with pytest.raises(
        HostBusyError, match=r"krant\.example: asks to be left alone until 2021-11-16 01:30 UTC"
    ) as caught:
        pace.check("krant.example", NIGHT)
    assert caught.value.until == NIGHT + 7200
    pace.check("krant.example", NIGHT + 7000)


def test_retry_after_counts_only_for_a_busy_site() -> None:
    assert answer(Pace(floor_s=1.0), 200, retry_after="7200") == 1.0


def test_failures_in_a_row_leave_the_host() -> None:
    pace = Pace(floor_s=1.0)
    for number in range(MAX_FAILURES):
        pace.check("krant.example", NIGHT)
        if number % 2:
            pace.note_failure(NIGHT)
        else:
            answer(pace, 502)
    with pytest.raises(HostDownError, match="10 requests in a row"):
        pace.check("krant.example", NIGHT)


def test_an_answer_in_between_forgives() -> None:
    pace = Pace(floor_s=1.0)
    for _ in range(MAX_FAILURES - 1):
        pace.note_failure(NIGHT)
    answer(pace, 404)
    pace.note_failure(NIGHT)
    pace.check("krant.example", NIGHT)


@pytest.mark.parametrize(("start", "most"), [(NIGHT, 100), (DAY, 50)])
def test_no_hour_has_more_requests_than_the_bound(start: float, most: int) -> None:
    pace = Pace(floor_s=1.0, max_per_hour=100)
    now, times = start, []
    while now < start + 2 * 3600:
        times.append(now)
        now += answer(pace, now=now)
    for first in times:
        assert sum(first <= when < first + 3600 for when in times) <= most + 1
    assert len(times) > most


def test_nights_begin_at_ten_in_the_netherlands() -> None:
    def bound(*when: int) -> float:
        return find_bound(1000, datetime(*when, tzinfo=UTC).timestamp())  # type: ignore[arg-type, misc]

    assert bound(2021, 7, 1, 19, 59) == 500  # 21:59 in summer
    assert bound(2021, 7, 1, 20, 0) == 1000
    assert bound(2021, 12, 1, 20, 59) == 500  # 21:59 in winter
    assert bound(2021, 12, 1, 5, 59) == 1000
    assert bound(2021, 12, 1, 6, 0) == 500


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("0", 0.0), (" 90 ", 90.0), ("Mon, 15 Nov 2021 23:31:00 GMT", 60.0), ("Mon, 15 Nov 2021 20:00:00 GMT", 0.0),
        ("-5", None), ("straks", None), ("", None), (None, None), ("9" * 400, 366.0 * 86400), ("²", None),
        ("Mon, 15 Nov 99999 23:31:00 GMT", None), ("1.5", None),
    ],
)  # fmt: skip
def test_retry_after(value: str | None, expected: float | None) -> None:
    assert read_retry_after(value, NIGHT) == expected
