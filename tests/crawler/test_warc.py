"""Web archives of others are read as far as they can be; nothing in them is taken on trust."""

from __future__ import annotations

import gzip
import io
import zlib
from pathlib import Path

import brotli
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from warc_builder import Made, a_page, a_warc, offsets

from crawler.bodies import TOO_LARGE, decode_body
from crawler.warc import Answer, Report, is_warc, read_warc


def read(data: bytes) -> tuple[list[Answer], Report]:
    report = Report()
    return list(read_warc(io.BytesIO(data), report)), report


def pages(count: int) -> list[Made]:
    return [Made(url=f"https://b.example/{number}", body=a_page(f"Stuk {number}")) for number in range(count)]


@pytest.mark.parametrize("packed", [True, False])
def test_each_answer_comes_with_its_address_time_and_body(packed: bool) -> None:
    found, report = read(a_warc(pages(3), gzip=packed))
    assert [answer.url for answer in found] == ["https://b.example/0", "https://b.example/1", "https://b.example/2"]
    assert found[1].body == a_page("Stuk 1")
    assert found[1].fetched_at.isoformat() == "2021-11-19T06:15:00+00:00"
    assert (found[1].status, found[1].headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert (report.records, report.problem, report.software) == (4, None, "proef/1.0")


def test_a_file_that_is_compressed_as_a_whole_is_read_too() -> None:
    data = gzip.compress(a_warc(pages(3), gzip=False))
    found, report = read(data)
    assert (len(found), report.problem) == (3, None)
    found, report = read(data[:-40])
    assert report.is_cut


def _chunk(body: bytes, size: int = 100) -> bytes:
    parts = [body[start : start + size] for start in range(0, len(body), size)]
    return b"".join(f"{len(part):x};x=1\r\n".encode() + part + b"\r\n" for part in parts) + b"0\r\n\r\n"


PAGE = a_page()
RAW_DEFLATE = zlib.compressobj(wbits=-15)


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (_chunk(PAGE), {"transfer-encoding": "chunked"}),
        (gzip.compress(PAGE), {"content-encoding": "gzip"}),
        (_chunk(gzip.compress(PAGE)), {"transfer-encoding": "chunked", "content-encoding": "x-gzip"}),
        (zlib.compress(PAGE), {"content-encoding": "deflate"}),
        (RAW_DEFLATE.compress(PAGE) + RAW_DEFLATE.flush(), {"content-encoding": "deflate"}),
        (brotli.compress(PAGE), {"content-encoding": "br"}),
        (gzip.compress(gzip.compress(PAGE)), {"content-encoding": "gzip, gzip"}),
        # Archives that took the encoding off and left the header.
        (PAGE, {"transfer-encoding": "chunked", "content-encoding": "gzip"}),
        (PAGE, {"content-encoding": "br"}),
        (PAGE, {"content-encoding": "deflate"}),
        (PAGE, {"content-encoding": "identity"}),
        (gzip.compress(PAGE[:50]) + gzip.compress(PAGE[50:]), {"content-encoding": "gzip"}),
    ],
)
def test_encodings_are_taken_off(body: bytes, headers: dict[str, str]) -> None:
    assert decode_body(body, headers) == (PAGE, None)


def test_of_a_body_that_is_cut_off_the_beginning_is_kept() -> None:
    page = a_page(text="Een zin die er telkens anders uitziet. " + " ".join(str(number**3) for number in range(9000)))
    for body, headers in (
        (gzip.compress(page)[:5000], {"content-encoding": "gzip"}),
        (_chunk(page)[:5000], {"transfer-encoding": "chunked"}),
        (brotli.compress(page)[:9000], {"content-encoding": "br"}),
    ):
        found, problem = decode_body(body, headers)
        assert found
        assert page.startswith(found)
        assert problem == "cut off in the archive"


@pytest.mark.parametrize("pack", [gzip.compress, brotli.compress])
def test_a_body_that_swells_is_refused(monkeypatch: pytest.MonkeyPatch, pack: object) -> None:
    monkeypatch.setattr("crawler.bodies.MAX_BYTES", 1_000_000)
    encoding = "gzip" if pack is gzip.compress else "br"
    assert decode_body(pack(b"\0" * 30_000_000), {"content-encoding": encoding}) == (b"", TOO_LARGE)  # type: ignore[operator]


def test_what_can_be_read_of_a_file_that_is_cut_off_is_kept() -> None:
    data = a_warc(pages(5))
    begins = offsets(data)
    for cut in range(begins[4] + 1, len(data), 7):
        found, report = read(data[:cut])
        assert report.is_cut == (cut != begins[5]), cut
        whole = [answer for answer in found if not answer.problem]
        assert len(whole) >= (3 if cut < begins[5] else 4)
        for answer in found:
            assert a_page(f"Stuk {answer.url[-1]}").startswith(answer.body)


def test_a_plain_file_that_is_cut_off_is_noticed_everywhere() -> None:
    data = a_warc(pages(2), gzip=False)
    begin = data.rindex(b"WARC/1.1")
    for cut in range(begin + 1, len(data) - 4, 11):
        found, report = read(data[:cut])
        assert report.is_cut, cut
        assert found[0].body == a_page("Stuk 0")


def test_records_behind_a_damaged_one_are_found_again() -> None:
    data = a_warc(pages(6))
    begins = offsets(data)
    for place in (0, 2, 12, 90):
        damaged = bytearray(data)
        damaged[begins[3] + place : begins[3] + place + 12] = b"\0" * 12
        found, report = read(bytes(damaged))
        assert [answer.url[-1] for answer in found] == ["0", "1", "3", "4", "5"], place
        assert report.damaged == 1
        assert report.problem is not None
        assert "damaged at one place; get the file again" in report.problem


def test_a_plain_record_that_was_changed_is_no_evidence() -> None:
    data = a_warc(pages(3), gzip=False).replace(b"Stuk 1", b"Stuk 9")
    found, report = read(data)
    assert [answer.url[-1] for answer in found] == ["0", "2"]
    assert report.damaged == 1


def test_what_the_archive_cut_off_itself_is_said() -> None:
    (answer,), _ = read(a_warc([Made(body=PAGE[:100], warc_headers={"WARC-Truncated": "length"})]))
    assert answer.problem == "the archive cut it off (length)"


def test_odd_addresses_and_dates_are_passed_over() -> None:
    made = [
        Made(url="<https://b.example/hoekig>", body=PAGE),
        Made(url="dns:b.example", body=b"x", kind="resource", media_type="text/dns"),
        Made(url="https://b.example/datum", date="gisteren", body=PAGE),
        Made(url="https://b.example/jaar", date="2021", body=PAGE),
        Made(url="https://b.example/fijn", date="2021-11-19T06:15:00.123456Z", body=PAGE),
    ]
    found, report = read(a_warc(made))
    assert [answer.url for answer in found] == [
        "https://b.example/hoekig", "https://b.example/jaar", "https://b.example/fijn",
    ]  # fmt: skip
    assert found[1].fetched_at.isoformat() == "2021-01-01T00:00:00+00:00"
    assert report.damaged == 1


def test_only_what_is_wanted_is_read() -> None:
    asked = []

    def wants(url: str, _: object) -> bool:
        asked.append(url)
        return url.endswith("1")

    found = list(read_warc(io.BytesIO(a_warc(pages(3))), Report(), wants=wants))
    assert ([answer.url for answer in found], len(asked)) == (["https://b.example/1"], 3)


@pytest.mark.parametrize("data", [b"", b"geen archief", b"\x1f\x8b\x08kapot", b"WARC/1.0\r\n", b"\0" * 5000])
def test_what_is_no_archive_gives_nothing_and_says_so(data: bytes) -> None:
    found, report = read(data)
    assert found == []
    assert report.problem is not None


def test_archives_are_known_by_their_first_bytes(tmp_path: Path) -> None:
    (tmp_path / "a.gz").write_bytes(a_warc(pages(1)))
    (tmp_path / "b.gz").write_bytes(gzip.compress(b"iets anders"))
    (tmp_path / "c").write_bytes(a_warc(pages(1), gzip=False))
    assert [is_warc(tmp_path / name) for name in ("a.gz", "b.gz", "c")] == [True, False, True]


WHOLE = {packed: a_warc(pages(4), gzip=packed) for packed in (True, False)}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_damage_never_raises_and_never_invents(data: st.DataObject) -> None:
    packed = data.draw(st.booleans())
    content = bytearray(WHOLE[packed])
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place : place + data.draw(st.integers(0, 9))] = data.draw(st.binary(max_size=9))
    found, _ = read(bytes(content[: data.draw(st.integers(0, len(content)))]))
    for answer in found:
        if not answer.problem and answer.url[-1:] in "0123" and answer.url[:-1] == "https://b.example/" and packed:
            assert answer.body == a_page(f"Stuk {answer.url[-1]}")
