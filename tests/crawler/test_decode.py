"""Bytes to characters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.decode import decode
from staving.schema import Flag

TEXT = "Eén idee: coördinatie kost € 5"


@pytest.mark.parametrize(
    ("content", "header", "flag"),
    [
        (TEXT.encode(), None, Flag.OK),
        (b"\xef\xbb\xbf" + TEXT.encode(), None, Flag.OK),
        (TEXT.encode("utf-16"), None, Flag.OK),
        (TEXT.encode("windows-1252"), None, Flag.OK),
        (TEXT.encode("windows-1252"), "text/html; charset=iso-8859-1", Flag.OK),
        (TEXT.encode(), "text/html; charset=iso-8859-1", Flag.OK),
        (TEXT.encode("windows-1252"), "text/html; charset=utf-8", Flag.ENCODING),
    ],
)
def test_text_is_what_the_page_says(content: bytes, header: str | None, flag: Flag) -> None:
    found = decode(content, header=header)
    assert found.text == TEXT
    assert found.flag is flag


def test_the_page_declares_its_encoding() -> None:
    page = '<meta charset="iso-8859-15">' + TEXT
    assert decode(page.encode("iso-8859-15")).text == page


def test_broken_bytes_are_flagged() -> None:
    found = decode("één ".encode() + b"\xff", header="text/html; charset=utf-8")
    assert found.text.startswith("één ")
    assert found.flag is Flag.ENCODING


def test_letters_garbled_by_the_page_are_flagged_and_kept() -> None:
    garbled = "geÃ¯nformeerd en coÃ¶rdinatie"
    found = decode(garbled.encode())
    assert (found.text, found.flag) == (garbled, Flag.ENCODING)


def test_a_text_file_should_be_utf_8() -> None:
    assert decode(TEXT.encode("windows-1252"), assumed="utf-8").flag is Flag.ENCODING


@given(st.binary(max_size=200), st.sampled_from([None, "text/html; charset=utf-8", "x; charset=utf-16", "charset=nep"]))
def test_any_bytes_give_text(content: bytes, header: str | None) -> None:
    assert isinstance(decode(content, header=header).text, str)
