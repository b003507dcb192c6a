"""Saved pages: MHTML, SingleFile, and the comment that browsers leave."""

from __future__ import annotations

import time

import pytest
from office_files import SENTENCE

from crawler.extract import extract
from crawler.pages.mhtml import drop_data, find_saved
from staving.schema import Flag

PAGE = (
    '<!DOCTYPE html><html lang="nl">{}<head><meta charset="{}"><title>Balie stopt</title></head><body><article>'
    f"<h1>Balie stopt</h1><p>{SENTENCE}</p><p>Wethouder Truus Test noemde de opnamen één keer „onnodig”. "
    "De raad had daar in maart om gevraagd, en kreeg toen geen antwoord.</p></article></body></html>"
)
ADDRESS = "https://bode.example/nieuws/balie?a=1"


def an_mhtml(*, charset: str = "utf-8", encoding: str = "quoted-printable", head: str = "") -> bytes:
    import base64
    import quopri

    body = PAGE.format("", charset).encode(charset)
    coded = quopri.encodestring(body) if encoding == "quoted-printable" else base64.encodebytes(body)
    lines = (
        f"From: <Saved by Blink>\r\n{head or f'Snapshot-Content-Location: {ADDRESS}'}\r\nSubject: Balie stopt\r\n"
        "Date: Thu, 18 Nov 2021 09:05:00 +0100\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related; type="text/html"; boundary="grens"\r\n\r\n\r\n--grens\r\n'
        f"Content-Type: text/html\r\nContent-Transfer-Encoding: {encoding}\r\nContent-Location: {ADDRESS}\r\n\r\n"
    )
    rest = (
        "\r\n--grens\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0=\r\n--grens--\r\n"
    )
    return lines.encode() + coded + rest.encode()


@pytest.mark.parametrize("charset", ["utf-8", "windows-1252"])
@pytest.mark.parametrize("encoding", ["quoted-printable", "base64"])
def test_the_page_in_an_mhtml_file_is_read(charset: str, encoding: str) -> None:
    found = extract(an_mhtml(charset=charset, encoding=encoding), file_name="balie.mhtml")
    assert found.flag is Flag.OK
    assert (found.title, found.canonical_url) == ("Balie stopt", ADDRESS)
    assert SENTENCE in found.text
    assert "één keer „onnodig”" in found.text
    assert found.fields["saved_at"] == "2021-11-18T09:05+01:00"


def test_the_address_of_the_part_serves_where_the_file_has_none() -> None:
    assert extract(an_mhtml(head="X-Own: 1")).canonical_url == ADDRESS


def test_an_mhtml_file_without_a_page_is_empty() -> None:
    head = f"Snapshot-Content-Location: {ADDRESS}\r\nMIME-Version: 1.0\r\n"
    content = f"{head}Content-Type: multipart/related; boundary=g\r\n\r\n--g--"
    found = extract(content.encode(), file_name="a.mht")
    assert found.flag is Flag.EMPTY
    assert found.note


SINGLE_FILE = (
    f"<!--\n Page saved with SingleFile \n url: {ADDRESS} \n"
    " saved date: Thu Nov 18 2021 10:05:00 GMT+0100 (Midden-Europese standaardtijd)\n-->"
)


def test_a_single_file_page_tells_its_address_and_day() -> None:
    found = extract(PAGE.format(SINGLE_FILE, "utf-8").encode())
    assert found.canonical_url == ADDRESS
    assert found.fields["saved_at"] == "2021-11-18T10:05+01:00"
    assert SENTENCE in found.text


def test_what_the_user_says_wins() -> None:
    found = extract(PAGE.format(SINGLE_FILE, "utf-8").encode(), url="https://bode.example/anders")
    assert found.canonical_url != ADDRESS


def test_a_page_that_begins_with_the_comment_is_a_page() -> None:
    found = extract(SINGLE_FILE.encode() + PAGE.format("", "utf-8").encode(), file_name="onbekend")
    assert (found.media_type, found.canonical_url) == ("text/html", ADDRESS)


def test_the_comment_of_a_browser_gives_the_address() -> None:
    comment = f"<!-- saved from url=(00{len(ADDRESS)}){ADDRESS} -->"
    assert extract(PAGE.format(comment, "utf-8").encode()).canonical_url == ADDRESS
    assert find_saved(b"<!-- saved from url=(0014)about:internet -->") == ("", None)


def test_pictures_in_the_page_cost_next_to_nothing() -> None:
    picture = "<img src='data:image/png;base64," + "iVBORw0K" * 1_000_000 + "'>"
    page = PAGE.format(SINGLE_FILE, "utf-8").replace("</article>", f"{picture}</article>").encode()
    assert len(drop_data(page)) < 3000
    begin = time.process_time()
    assert SENTENCE in extract(page).text
    assert time.process_time() - begin < 3


def test_short_and_unfinished_data_are_borne() -> None:
    for source in (b"data:", b"data:,kort", b"data:;base64", b"x" * 100_000 + b"data:a;" * 20_000):
        assert drop_data(source) == source
