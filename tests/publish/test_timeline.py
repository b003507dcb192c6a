"""The picture of facts over the years."""

from __future__ import annotations

import re

from lxml import etree

from publish.drawing.timeline import Mark, Row, draw_timeline, read_days


def a_mark(day: str, status: str = "in_use", told: str = "iets") -> Mark:
    return Mark(day=day, status=status, sign="■", told=told)


def draw(*marks: Mark, name: str = "film", href: str = "/practice/film") -> str:
    return str(draw_timeline([Row(name=name, href=href, marks=marks)], name="t", title="In de tijd"))


def list_spots(svg: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r'<rect x="([\d.]+)" y="([\d.]+)"', svg)]


def test_later_stands_further_to_the_right() -> None:
    svg = draw(a_mark("2016-05-01"), a_mark("2014-01-01"), a_mark("2021-12-31"))
    spots = [x for x, _ in list_spots(svg)]
    assert spots == sorted(spots)
    assert spots[0] < 240
    assert spots[-1] > 680


def test_one_fact_is_no_picture_and_nonsense_is_no_date() -> None:
    assert draw(a_mark("2014")) == ""
    assert draw(a_mark("2014"), a_mark("onbekend"), a_mark("2014-13-01")) == ""
    assert read_days("2024-02") is not None
    assert read_days("") is None


def test_equal_facts_are_one_mark_with_their_number_and_all_are_told() -> None:
    svg = draw(a_mark("2021", told="volgens A"), a_mark("2021", told="volgens B"), a_mark("2022"))
    assert len(list_spots(svg)) == 2
    assert "■ 2" in svg
    assert "volgens A\nvolgens B" in svg


def test_different_facts_of_one_day_do_not_cover_one_another() -> None:
    svg = draw(a_mark("2021-03-01"), a_mark("2021-03-01", "stopped"), a_mark("2021-03-02", "not_used"), a_mark("2014"))
    spots = list_spots(svg)
    assert len(spots) == 4
    assert all(
        abs(x - a) >= 16 or abs(y - b) >= 16 for number, (x, y) in enumerate(spots) for a, b in spots[number + 1 :]
    )


def test_a_year_is_drawn_as_long_as_it_is() -> None:
    svg = draw(a_mark("2020"), a_mark("2021-06-01"))
    lines = re.findall(r'<line x1="([\d.]+)" y1="[\d.]+" x2="([\d.]+)"', svg)
    lengths = [float(right) - float(left) for left, right in lines]
    assert len(lengths) == 1
    assert lengths[0] > 200  # half of the two years that are shown


def test_hostile_words_stay_words() -> None:
    svg = draw(
        a_mark("2020", told='<script>alert(1)</script>"\u202e'),
        a_mark("2021", "<x>"),
        name="<b>",
        href="javascript:alert(1)",
    )
    tree = etree.fromstring(svg)
    names = {etree.QName(item).localname for item in tree.iter()}
    assert names <= {"svg", "title", "g", "rect", "text", "line", "a"}
    assert "javascript" not in svg
    assert "\u202e" not in svg
