"""Taking in files: nothing twice, nothing lost."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from crawler.extracted import Extracted
from crawler.importer import Given, import_files
from crawler.publishers import Identity, Publisher
from staving.errors import SourceError
from staving.schema import Capture, Document, DocumentKind, Flag, Passage, Source
from staving.store import Store

BLAD = Publisher(
    id="proefblad",
    name="Proefblad",
    owner="Proefpers",
    kind="newspaper",
    site="https://www.proefblad.example/",
    hosts=("proefblad.example",),
    identity=Identity(pattern=r"~(?P<id>a\d{6})", address="https://www.proefblad.example/artikel~{id}/"),
)
KNOWN = {"proefblad": BLAD}


def test_a_file_becomes_a_document_with_passages(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "nota.txt"
    path.write_text("De gemeente Dronten filmt. De raad vroeg ernaar.", encoding="utf-8")
    result = import_files(store, (path,), publishers=KNOWN)
    assert (result.counts["documents"], result.problems) == (1, ())
    (document,) = store.iterate(Document)
    assert document.canonical_url == "file:nota.txt"
    assert document.user_supplied
    for passage in store.iterate(Passage):
        assert document.text[passage.start : passage.end] == passage.text
    (capture,) = store.iterate(Capture)
    assert capture.id == document.capture_id
    assert capture.flag == Flag.OK


def test_a_second_import_stores_nothing(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "nota.md"
    path.write_text("# Nota\n\nDe raad stemde in.", encoding="utf-8")
    import_files(store, (path,), publishers=KNOWN)
    before = list(store.iterate(Document))
    result = import_files(store, (path,), publishers=KNOWN)
    assert (result.counts["skipped"], result.counts["documents"]) == (1, 0)
    assert list(store.iterate(Document)) == before
    assert store.count(Capture) == 1


def test_a_changed_file_is_a_new_version(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "nota.txt"
    path.write_text("Eerste versie van de nota.", encoding="utf-8")
    import_files(store, (path,), publishers=KNOWN)
    (old,) = store.iterate(Document)
    path.write_text("Tweede versie van de nota.", encoding="utf-8")
    result = import_files(store, (path,), publishers=KNOWN)
    assert result.counts["changed"] == 1
    new = next(store.iterate(Document, "supersedes IS NOT NULL"))
    assert new.supersedes == old.id
    assert store.count(Document) == 2


def test_what_the_user_says_wins(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "pagina.txt"
    path.write_text("Een bewaarde pagina zonder gegevens.", encoding="utf-8")
    given = Given(
        url="https://www.proefblad.example/oss/kop~a123456/?utm_source=x",
        published="2021-11-19",
        kind=DocumentKind.ARTICLE,
        municipality="Dronten",
    )
    import_files(store, (path,), publishers=KNOWN, given=given)
    (document,) = store.iterate(Document)
    assert document.canonical_url == "https://www.proefblad.example/artikel~a123456/"
    assert (document.source_id, document.published, document.kind) == ("proefblad", "2021-11-19", "article")
    assert document.municipality == "GM0303"


def test_a_sidecar_is_respected_and_no_document(store: Store, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Onze samenvatting van een stuk.", encoding="utf-8")
    said = {
        "title": "Samenvatting",
        "outlet": "Onbekend Blad",
        "published": "2021-11",
        "kind": "article",
        "identifier": "x-1",
        "municipality": "GM0797",
        "isBasedOn": {"url": "https://b.example/", "publisher": {"name": "Ander Blad"}, "datePublished": "2020"},
    }
    (tmp_path / "a.txt.meta.json").write_text(json.dumps(said), encoding="utf-8")
    import_files(store, (tmp_path,), publishers=KNOWN)
    (document,) = store.iterate(Document)
    assert (document.title, document.published, document.identifier) == ("Samenvatting", "2021-11", "x-1")
    assert document.municipality == "GM0797"
    assert (document.based_on_url, document.based_on_publisher, document.based_on_date) == (
        "https://b.example/",
        "Ander Blad",
        "2020",
    )
    assert [source.name for source in store.iterate(Source)] == ["Onbekend Blad"]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("{", "cannot be read as JSON"),
        ('{"titel": "x"}', "unknown key 'titel'"),
        ('{"kind": "boek"}', "kind 'boek'"),
        ("[]", "object"),
    ],
)
def test_a_mistake_in_a_sidecar_is_named_and_the_rest_goes_on(
    store: Store, tmp_path: Path, said: str, words: str
) -> None:
    (tmp_path / "a.txt").write_text("Eerste stuk tekst.", encoding="utf-8")
    (tmp_path / "a.txt.meta.json").write_text(said, encoding="utf-8")
    (tmp_path / "b.txt").write_text("Tweede stuk tekst.", encoding="utf-8")
    result = import_files(store, (tmp_path,), publishers=KNOWN)
    assert len(result.problems) == 1
    assert words in result.problems[0]
    assert result.counts["documents"] == 1


def test_what_cannot_be_read_is_a_row_with_a_flag(store: Store, tmp_path: Path) -> None:
    (tmp_path / "leeg.txt").write_bytes(b"")
    (tmp_path / "plaatje.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (tmp_path / "oud.txt").write_bytes("Geïnformeerd over opnamen.".encode("windows-1252"))
    (tmp_path / "goed.txt").write_text("Gewone tekst.", encoding="utf-8")
    result = import_files(store, (tmp_path, tmp_path / "weg.txt"), publishers=KNOWN)
    assert len(result.problems) == 4
    flags = {capture.url: capture.flag for capture in store.iterate(Capture)}
    assert flags == {
        "file:goed.txt": "ok",
        "file:leeg.txt": "empty",
        "file:oud.txt": "encoding",
        "file:plaatje.png": "unsupported",
    }
    assert store.count(Document) == 2


def test_an_entry_belongs_to_its_municipality(store: Store, tmp_path: Path) -> None:
    entries = [
        {
            "id": str(number),
            "title": f"T{number}",
            "organisatie": name,
            "doel": "Doel.",
            "url": f"https://r.example/{number}",
        }
        for number, name in enumerate(["Gemeente Dronten", "Gemeente Nergenshuizen", "Provincie Flevoland"])
    ]
    (tmp_path / "dump.json").write_text(json.dumps({"algoritmes": entries}), encoding="utf-8")
    import_files(store, (tmp_path / "dump.json",), publishers=KNOWN)
    found = [(document.municipality, document.fields["organisatie"]) for document in store.iterate(Document)]
    assert found == [
        ("GM0303", "Gemeente Dronten"),
        (None, "Gemeente Nergenshuizen"),
        (None, "Provincie Flevoland"),
    ]
    assert store.count(Capture) == 1


def test_no_file_at_all_is_a_problem(store: Store, tmp_path: Path) -> None:
    assert import_files(store, (tmp_path / "weg",), publishers=KNOWN).problems
    assert issubclass(SourceError, Exception)


def test_a_folder_beside_the_database_is_read_and_the_database_is_not(store: Store, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("Een nota over het toezicht.", encoding="utf-8")
    result = import_files(store, (tmp_path / "in",), publishers=KNOWN)
    assert (result.counts["files"], result.problems) == (1, ())
    result = import_files(store, (tmp_path,), publishers=KNOWN)
    assert (result.counts["files"], result.problems) == (1, ())


def _export(*numbers: int) -> tuple[Extracted, ...]:
    return tuple(
        Extracted(
            title=f"Stuk {number}",
            text=f"Bericht {number} over de raad.",
            kind=DocumentKind.ARTICLE,
            identifier=f"nexis:{number}",
            outlet="Proefblad",
            fields={"saved_at": "2022-01-05T10:00:00+01:00"},
        )
        for number in numbers
    )


def test_an_article_in_two_exports_is_one_document(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    contents = {b"een": _export(1, 2), b"twee": _export(2, 3), b"drie": _export(3)}
    monkeypatch.setattr("crawler.extract.extract_all", lambda content, **_: contents[content])
    for content in contents:
        (tmp_path / content.decode()).write_bytes(content)
    paths = tuple(tmp_path / content.decode() for content in contents)
    result = import_files(store, paths, publishers=KNOWN)
    assert (result.counts["documents"], result.counts["known"]) == (3, 2)
    assert [item.canonical_url for item in store.iterate(Document)] == ["nexis:1", "nexis:2", "nexis:3"]
    assert {item.source_id for item in store.iterate(Document)} == {"proefblad"}
    notes = [capture.note for capture in store.iterate(Capture)]
    assert notes[0] == "user-supplied file een; saved 2022-01-05T10:00:00+01:00"


@pytest.mark.parametrize(("paragraphs", "flag"), [(12, "ok"), (1, "paywall")])
def test_an_article_for_subscribers_that_the_user_saved_whole_is_read(
    store: Store, tmp_path: Path, paragraphs: int, flag: str
) -> None:
    body = "".join(
        f"<p>Alinea {number}: de gemeente Proefdam legt gesprekken aan de balie niet meer vast, zo besloot het college "
        "na vragen uit de raad over de gang van zaken in de spreekkamers van het gemeentehuis.</p>"
        for number in range(paragraphs)
    )
    said = json.dumps({"@type": "NewsArticle", "headline": "Een kop", "isAccessibleForFree": False})
    page = tmp_path / "page.html"
    page.write_text(
        f'<html lang="nl"><head><script type="application/ld+json">{said}</script></head>'
        f"<body><article><h1>Een kop</h1>{body}</article></body></html>",
        encoding="utf-8",
    )
    import_files(store, (page,), publishers={}, given=Given(url="https://www.krant.example/kop"))
    (document,) = store.iterate(Document)
    assert document.flag == flag
    assert document.text.count("Alinea") == paragraphs
    assert (store.count(Passage) > 0) is (flag == "ok")
