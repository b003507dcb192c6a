"""Recognition of files by their bytes, files within files, bounds, and damage of every kind."""

from __future__ import annotations

import gzip
import zipfile
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from office_files import NEXIS, SENTENCE, a_docx, a_zip, an_odt, p

import crawler.extract
from crawler.extract import extract, extract_all
from crawler.pages import archives
from crawler.pages.package import Package
from staving.schema import Flag

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
MAIL = (
    b"From: Els de Vries <e@b.example>\nDate: Mon, 15 Nov 2021 09:30:00 +0100\nMessage-ID: <1@b>\n\n"
    b"Tekst van de brief.\n"
)
RTF = b"{\\rtf1\\ansi De gemeente legt niets vast.\\par}"
PAGE = f"<!doctype html><html><body><article><p>{SENTENCE}</p></article></body></html>".encode()


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (a_docx(p(SENTENCE)), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (an_odt(f"<text:p>{SENTENCE}</text:p>"), "application/vnd.oasis.opendocument.text"),
        (RTF, "application/rtf"),
        (MAIL, "message/rfc822"),
        (PAGE, "text/html"),
        (SENTENCE.encode(), "text/plain"),
    ],
)
@pytest.mark.parametrize("name", ["bestand", "bestand.txt", "bestand.html"])
def test_the_bytes_decide_whatever_the_name_says(content: bytes, media_type: str, name: str) -> None:
    if media_type == "text/plain" and name.endswith("html"):
        return
    found = extract(content, file_name=name, media_type="text/plain")
    assert (found.flag, found.media_type) == (Flag.OK, media_type)


@pytest.mark.parametrize(
    ("content", "name", "flag", "words"),
    [
        (OLE + "WordDocument".encode("utf-16-le"), "a.doc", Flag.UNSUPPORTED, "save it as DOCX or PDF"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "a.docx", Flag.ENCRYPTED, "password"),
        (OLE + "__properties_version1.0".encode("utf-16-le"), "a.msg", Flag.UNSUPPORTED, "save it as EML"),
        (OLE, "a.bin", Flag.UNSUPPORTED, "old Office file"),
        (a_zip({"xl/workbook.xml": "<a/>"}), "a.xlsx", Flag.UNSUPPORTED, "Excel"),
        (a_zip({"ppt/presentation.xml": "<a/>"}), "a.pptx", Flag.UNSUPPORTED, "PowerPoint"),
        (a_zip({"mimetype": "application/epub+zip", "a.xhtml": "<p>a</p>"}), "a.epub", Flag.UNSUPPORTED, "EPUB"),
        (b"gemeente;stand\nProefdam;gestopt\n", "a.csv", Flag.UNSUPPORTED, "table"),
        (b"WARC/1.1\r\nWARC-Type: warcinfo\r\n", "a.warc", Flag.UNSUPPORTED, "use staving import"),
        (gzip.compress(b"WARC/1.1\r\n"), "a.warc.gz", Flag.UNSUPPORTED, "use staving import"),
        (a_zip({"datapackage.json": "{}", "archive/a.warc.gz": "x"}), "a.wacz", Flag.UNSUPPORTED, "use staving import"),
        (b"Rar!\x1a\x07\x01\x00", "a.rar", Flag.UNSUPPORTED, "RAR"),
        (a_zip({}), "a.zip", Flag.EMPTY, "no documents"),
    ],
)
def test_what_is_not_read_is_named_with_a_remedy(content: bytes, name: str, flag: Flag, words: str) -> None:
    found = extract(content, file_name=name)
    assert found.flag is flag
    assert found.note is not None
    assert words in found.note
    assert not found.has_text


def test_the_files_in_a_zip_file_are_documents() -> None:
    content = a_zip(
        {
            "map/brief.docx": a_docx(p(SENTENCE)),
            "../../pagina.html": PAGE,
            "foto.png": b"\x89PNG",
            "__MACOSX/._brief.docx": b"x",
            "lijst.xlsx": a_zip({"xl/workbook.xml": "<a/>"}),
        }
    )
    first, second, third = extract_all(content)
    assert (first.text, first.note) == (SENTENCE, "from map/brief.docx")
    assert (second.text, second.note) == (SENTENCE, "from ../../pagina.html")
    assert third.note is not None
    assert third.note.startswith("lijst.xlsx: an Excel workbook")


def test_an_export_in_a_zip_file_gives_its_articles() -> None:
    export = a_docx("".join(p(line) for line in ("Titel een", *NEXIS.split("\n"), "Titel twee", *NEXIS.split("\n"))))
    assert [item.title for item in extract_all(a_zip({"a.docx": export}))] == ["Titel een", "Titel twee"]


def test_zip_files_in_one_another_are_read_to_a_bound() -> None:
    content: bytes = b"De kern van de zaak."
    for number in range(5):
        content = a_zip({f"{number}.zip" if number else "kern.txt": content})
    found = extract(content)
    assert found.flag is Flag.UNSUPPORTED
    assert found.note is not None
    assert "within one another" in found.note


def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = a_zip({"groot.txt": b"a" * 50_000_000})
    assert len(bomb) < 60_000
    assert extract(bomb).flag is Flag.TOO_LARGE
    monkeypatch.setattr(crawler.extract, "MAX_NESTED_BYTES", 3000)
    many = a_zip({f"{number}.txt": f"Stuk {number}. " * 100 for number in range(9)})
    flags = [item.flag for item in extract_all(many)]
    assert flags[0] is Flag.OK
    assert flags[-1] is Flag.TOO_LARGE


def test_what_is_read_of_a_zip_file_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_FILES", 2)
    found = extract_all(a_zip({f"{number}.txt": f"Stuk {number}." for number in range(5)}))
    assert [item.flag for item in found] == [Flag.OK, Flag.OK, Flag.TRUNCATED]
    assert found[-1].note == "only 2 of 5 files were read; unpack it and import the folder"


def test_a_size_that_lies_is_not_believed() -> None:
    content = bytearray(a_zip({"a.txt": b"a" * 5_000_000}, method=zipfile.ZIP_STORED))
    package = Package(bytes(content), budget=1000)
    with pytest.raises(Exception, match="too large"):
        package.read("a.txt")


def test_a_locked_file_in_a_zip_file_is_flagged() -> None:
    content = bytearray(a_zip({"a.txt": SENTENCE, "b.txt": "Wel te lezen."}))
    central = content.index(b"PK\x01\x02")
    content[central + 8] |= 1
    first, second = extract_all(bytes(content))
    assert first.flag is Flag.ENCRYPTED
    assert second.text == "Wel te lezen."


def test_entities_are_not_resolved() -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><a>&b;</a>'
    for name in ("word/document.xml", "content.xml"):
        found = extract(a_zip({name: bomb, "META-INF/manifest.xml": "<a/>"}))
        assert found.flag is Flag.UNSUPPORTED
        assert found.note is not None
        assert "entities" in found.note


def test_elements_nested_without_end_are_borne() -> None:
    deep = "<w:document xmlns:w='u'><w:body>" + "<w:ins>" * 5000 + "</w:ins>" * 5000 + "</w:body></w:document>"
    assert extract(a_zip({"word/document.xml": deep})).note
    assert extract_all(b"<html><body>" + b"<div>" * 20_000 + b"Load-Date: x")


WHOLE = {
    "docx": a_docx(p("Kop") + p(SENTENCE), styles="<w:styles xmlns:w='u'/>"),
    "stored": a_zip(
        {"word/document.xml": f"<w:document xmlns:w='u'><w:body>{p(SENTENCE)}</w:body></w:document>"}, method=0
    ),
    "odt": an_odt(
        f"<text:p>{SENTENCE}</text:p><text:list><text:list-item><text:p>a</text:p></text:list-item></text:list>"
    ),
    "rtf": b"{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0\\fcharset0 A;}}{\\info{\\title T}}"
    b"\\trowd a\\cell\\row\\u233?\\'e9\\par}",
    "mail": b"MIME-Version: 1.0\nFrom: =?utf-8?q?E=C3=A9n?= <e@b.example>\nMessage-ID: <1>\n"
    b"Content-Type: multipart/mixed; boundary=g\n\n--g\nContent-Type: text/plain; charset=utf-8\n\nTekst.\n--g\n"
    b"Content-Type: message/rfc822\n\nSubject: in\n\nBinnen.\n--g\n"
    b"Content-Disposition: attachment; filename*=utf-8''a%20b.txt\n"
    b"Content-Transfer-Encoding: base64\n\nVGVrc3Q=\n--g--\n",
    "zip": a_zip({"a.txt": SENTENCE, "b.html": PAGE}),
    "export": ("Titel een\n" + NEXIS + "Titel twee\n" + NEXIS).encode(),
    "page": b"<!doctype html><!-- saved from url=(0022)https://bode.example/1 -->" + PAGE,
}


@pytest.mark.parametrize("name", WHOLE)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_nothing_is_raised_whatever_becomes_of_a_file(name: str, data: st.DataObject) -> None:
    content = bytearray(WHOLE[name])
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, max(0, len(content) - 1)))
        change = data.draw(st.sampled_from(["set", "cut", "insert", "repeat"]))
        if change == "set" and content:
            content[place] = data.draw(st.integers(0, 255))
        elif change == "cut":
            del content[place : place + data.draw(st.integers(1, 60))]
        elif change == "insert":
            content[place:place] = data.draw(st.binary(max_size=20))
        else:
            content[place:place] = content[place : place + 40] * 2
    found = extract_all(bytes(content), file_name=f"a.{name}")
    assert found
    for item in found:
        assert item.flag is Flag.OK or item.note
        assert item.flag is not Flag.ERROR, item.note


def test_the_parts_of_a_zip_file_survive_a_change_of_their_text() -> None:
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(WHOLE["docx"])) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"</w:r>", b"</w:r><w:onbekend/>"))
    assert extract(out.getvalue()).text == f"Kop\n{SENTENCE}"
