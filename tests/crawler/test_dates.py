"""Dates as pages write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.pages.dates import cut_to_day, read_date


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2021-11-19T06:00:00+01:00", "2021-11-19T06:00+01:00"),
        ("2021-11-19T05:00:00.123Z", "2021-11-19T05:00+00:00"),
        ("2021-07-01 09:30", "2021-07-01T09:30+02:00"),
        ("2021-11-19T06:00:00+0100", "2021-11-19T06:00+01:00"),
        ("19 november 2021", "2021-11-19"),
        ("vrijdag 19 nov. 2021, 14.05 uur", "2021-11-19T14:05+01:00"),
        ("3 March 2020", "2020-03-03"),
        ("03-04-2020", "2020-04-03"),
        ("20211119", "2021-11-19"),
        ("2021-11", "2021-11"),
        ("2021", "2021"),
        ("31 februari 2021", None),
        ("gisteren", None),
        ("", None),
        (None, None),
    ],
)
def test_dates(written: str | None, expected: str | None) -> None:
    assert read_date(written) == expected


def test_the_day_is_the_day_in_the_netherlands() -> None:
    assert cut_to_day("2021-11-18T23:30+00:00") == "2021-11-19"
    assert cut_to_day("2021-11") == "2021-11"
    assert cut_to_day(None) is None


@given(st.text(max_size=60))
def test_any_text_can_be_asked_for_a_date(text: str) -> None:
    assert read_date(text) is None or read_date(text)
