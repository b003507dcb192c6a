"""Taking in web archives: what is wanted, once, within the policy of the outlet."""

from __future__ import annotations

import json
import os
import zipfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from warc_builder import Made, a_page, a_wacz, a_warc, offsets

from crawler.archive import Archive, read_record
from crawler.importer import Imported, Selection, import_files
from crawler.publishers import Identity, Policy, Publisher
from staving.cli import main
from staving.config import Workspace
from staving.errors import SourceError
from staving.schema import Capture, Document, Passage, now
from staving.store import Store

BLAD = Publisher(
    id="proefblad",
    name="Proefblad",
    owner="Proefpers",
    kind="newspaper",
    site="https://www.proefblad.example/",
    hosts=("proefblad.example",),
    identity=Identity(pattern=r"/nieuws/(?P<id>\d+)", address="https://www.proefblad.example/nieuws/{id}"),
)
DICHT = Publisher(
    id="dichtblad",
    name="Dichtblad",
    owner="Proefpers",
    kind="newspaper",
    site="https://www.dichtblad.example/",
    hosts=("dichtblad.example",),
    policy=Policy(fetch=False, tdm_reserved=True),
)
KNOWN = {"proefblad": BLAD, "dichtblad": DICHT}
URL = "https://www.proefblad.example/nieuws/1"


def take(store: Store, path: Path, content: bytes | None = None, **given: Any) -> Imported:
    if content is not None:
        path.write_bytes(content)
    return import_files(store, (path,), publishers=KNOWN, **given)


def captures(store: Store) -> dict[str, Capture]:
    return {capture.url: capture for capture in store.iterate(Capture)}


def test_a_page_of_an_archive_becomes_a_document_of_its_address(store: Store, tmp_path: Path) -> None:
    url = f"{URL}/raad-vraagt-opheldering?utm_source=x"
    result = take(store, tmp_path / "a.warc.gz", a_warc([Made(url=url, body=a_page())]))
    (document,) = store.iterate(Document)
    assert (document.canonical_url, document.source_id, document.kind) == (URL, "proefblad", "article")
    assert document.user_supplied
    capture = store.get(Capture, str(document.capture_id))
    assert capture is not None
    assert (capture.url, capture.fetched_at.isoformat()) == (url, "2021-11-19T06:15:00+00:00")
    assert (capture.status, capture.archive_file) == (200, None)
    assert capture.note is not None
    assert "in a.warc.gz at " in capture.note
    assert store.count(Passage) > 0
    assert (result.counts["answers"], result.counts["documents"], result.problems) == (1, 1, ())


def test_the_archive_itself_is_a_row_with_what_was_passed_over(store: Store, tmp_path: Path) -> None:
    made = [
        Made(url=URL, body=a_page()),
        Made(url="https://www.proefblad.example/stijl.css", body=b"p{}", media_type="text/css"),
        Made(url="https://www.proefblad.example/logo", body=b"\x89PNG", media_type="image/png"),
        Made(url="https://www.proefblad.example/robots.txt", body=b"User-agent: *", media_type="text/plain"),
        Made(url="https://www.proefblad.example/rss", body=b'<?xml version="1.0"?><rss/>', media_type="text/xml"),
        Made(url="https://www.proefblad.example/regio", body=a_page("Regio")),
        Made(url="https://www.proefblad.example/oud", status="301 Moved", headers=[("Location", URL)]),
        Made(url="https://elders.example/weg", status="404 Not Found", body=a_page("Weg")),
    ]
    result = take(store, tmp_path / "a.warc.gz", a_warc(made))
    row = captures(store)["file:a.warc.gz"]
    assert row.flag == "ok"
    assert row.note == (
        "1 answers taken; passed over: 1 errors of other sites, 1 no articles, 4 parts of pages, 1 redirects"
    )
    assert result.counts["passed"] == 7
    assert store.count(Document) == 1


def test_what_is_no_page_is_a_row_with_a_flag(store: Store, tmp_path: Path) -> None:
    base = "https://www.proefblad.example/nieuws"
    gate = "https://myprivacy.gate.example/consent?callbackUrl=https%3A%2F%2Fwww.proefblad.example%2Fnieuws%2F6"
    made = [
        Made(url=f"{base}/2", status="404 Not Found", body=b"<html>weg</html>"),
        Made(url=f"{base}/3", status="403 Forbidden", body=b"<html>nee</html>"),
        Made(url=f"{base}/4", status="503 Service Unavailable"),
        Made(url=f"{base}/5", body=b""),
        Made(url=f"{base}/6", status="302 Found", headers=[("Location", gate)]),
    ]
    result = take(store, tmp_path / "a.warc.gz", a_warc(made))
    found = {url.rpartition("/")[2]: str(capture.flag) for url, capture in captures(store).items()}
    assert found == {
        "2": "gone", "3": "blocked", "4": "error", "5": "empty", "6": "consent_wall", "file:a.warc.gz": "ok",
    }  # fmt: skip
    assert store.count(Document) == 0
    assert (result.problems, result.counts["flagged"], result.counts["gone"]) == ((), 5, 1)


def test_only_what_was_chosen_is_taken(store: Store, tmp_path: Path) -> None:
    made = [
        Made(url=URL, body=a_page("Een")),
        Made(url=URL.replace("/1", "/2"), body=a_page("Twee"), date="2022-03-01T00:00:00Z"),
        Made(url="https://sub.ander.example/x", body=a_page("Drie")),
        Made(url="https://nietander.example/x", body=a_page("Vier")),
    ]
    path = tmp_path / "a.warc.gz"
    take(store, path, a_warc(made), selection=Selection(outlets=("proefblad",), until="2021-11-19"))
    assert [item.title for item in store.iterate(Document)] == ["Een"]
    take(store, path, selection=Selection(domains=("www.ander.example",)))
    assert sorted(item.title for item in store.iterate(Document)) == ["Drie", "Een"]
    take(store, path, selection=Selection(outlets=("proefblad",), since="2022"))
    assert sorted(item.title for item in store.iterate(Document)) == ["Drie", "Een", "Twee"]
    take(store, path)
    assert store.count(Document) == 4
    with pytest.raises(SourceError, match="--outlet geenblad: no such publisher record"):
        take(store, path, selection=Selection(outlets=("geenblad",)))


def test_the_same_answer_is_taken_once(store: Store, tmp_path: Path) -> None:
    made = Made(url=URL, body=a_page())
    data = a_warc([made, made])
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.warc.gz").write_bytes(data)
    (tmp_path / "in" / "b.warc.gz").write_bytes(a_warc([made]))
    result = import_files(store, (tmp_path / "in",), publishers=KNOWN)
    assert (result.counts["answers"], result.counts["passed"]) == (1, 2)
    again = import_files(store, (tmp_path / "in",), publishers=KNOWN)
    assert (again.counts["answers"], again.counts["passed"]) == (0, 3)
    assert store.count(Capture) == 3
    assert store.count(Document) == 1


def test_two_answers_of_one_second_are_both_kept(store: Store, tmp_path: Path) -> None:
    made = [Made(url=URL, body=a_page(text=f"Versie {number} van dit bericht is langer.")) for number in (1, 2)]
    take(store, tmp_path / "a.warc.gz", a_warc(made))
    assert store.count(Capture, "url = ?", (URL,)) == 2
    assert take(store, tmp_path / "a.warc.gz").counts["answers"] == 0


def test_of_an_outlet_that_reserves_its_rights_only_metadata_are_kept(store: Store, tmp_path: Path) -> None:
    url = "https://www.dichtblad.example/stuk"
    path = tmp_path / "a.warc.gz"
    result = take(store, path, a_warc([Made(url=url, body=a_page("Gesloten stuk"))]))
    (document,) = store.iterate(Document)
    assert (document.title, document.text, document.flag) == ("Gesloten stuk", "", "reserved")
    assert store.count(Passage) == 0
    assert captures(store)[url].sha256 is not None
    assert result.counts["reserved"] == 1
    take(store, path, grounds={"dichtblad": "toestemming van de uitgever"})
    newest = next(store.iterate(Document, "supersedes IS NOT NULL"))
    assert "opnamen van gesprekken" in newest.text
    # A page that the user saved is read, as ever.
    (tmp_path / "stuk.html").write_bytes(a_page("Bewaard stuk"))
    import_files(store, (tmp_path / "stuk.html",), publishers=KNOWN)
    assert next(store.iterate(Document, "title = 'Bewaard stuk'")).text


@pytest.mark.parametrize(
    ("headers", "meta"),
    [([("TDM-Reservation", "1")], ""), ([], '<meta name="tdm-reservation" content="1">')],
)
def test_a_page_that_reserves_its_rights_itself_is_respected(
    store: Store, tmp_path: Path, headers: list[tuple[str, str]], meta: str
) -> None:
    body = a_page().replace(b"</head>", meta.encode() + b"</head>")
    take(store, tmp_path / "a.warc.gz", a_warc([Made(url=URL, body=body, headers=headers)]))
    (document,) = store.iterate(Document)
    assert (document.flag, document.text) == ("reserved", "")


def test_a_wrong_charset_is_noticed(store: Store, tmp_path: Path) -> None:
    body = a_page().decode().replace('<meta charset="utf-8">', "").replace("proef", "geïnde proef").encode()
    take(store, tmp_path / "a.warc.gz", a_warc([Made(url=URL, body=body, media_type="text/html; charset=iso-8859-1")]))
    assert "geïnde" in next(store.iterate(Document)).text


def test_a_revisit_is_noted_with_the_hash_of_what_it_repeats(store: Store, tmp_path: Path) -> None:
    same = {"WARC-Refers-To-Target-URI": URL, "WARC-Refers-To-Date": "2021-11-19T06:15:00Z"}
    other = {"WARC-Refers-To-Target-URI": f"{URL}0", "WARC-Refers-To-Date": "2020-01-01T00:00:00Z"}
    made = [
        Made(url=URL, body=a_page()),
        Made(url=URL, kind="revisit", date="2021-12-01T00:00:00Z", warc_headers=same),
        Made(url=f"{URL}0", kind="revisit", date="2021-12-01T00:00:00Z", warc_headers=other),
    ]
    take(store, tmp_path / "a.warc.gz", a_warc(made))
    first, again, unknown = list(store.iterate(Capture, "url LIKE 'https:%'"))
    assert (again.flag, again.sha256) == ("not_modified", first.sha256)
    assert again.note is not None
    assert again.note.startswith("the same as at 2021-11-19T06:15:00+00:00; in a.warc.gz")
    assert (unknown.flag, unknown.sha256) == ("not_modified", None)
    assert "not in the store" in (unknown.note or "")
    assert store.count(Document) == 1


def test_of_a_file_that_is_cut_off_what_can_be_read_is_kept(store: Store, tmp_path: Path) -> None:
    data = a_warc([Made(url=f"{URL}{number}", body=a_page(f"Stuk {number}")) for number in range(4)])
    result = take(store, tmp_path / "a.warc.gz", data[: offsets(data)[4] + 20])
    assert store.count(Document) == 3
    assert captures(store)["file:a.warc.gz"].flag == "truncated"
    assert result.problems == (f"{tmp_path}/a.warc.gz: cut off; get the file again, what could be read is stored",)


def test_a_page_that_the_archive_cut_off_is_flagged(store: Store, tmp_path: Path) -> None:
    made = Made(url=URL, body=a_page()[:-60], warc_headers={"WARC-Truncated": "length"})
    take(store, tmp_path / "a.warc.gz", a_warc([made]))
    (document,) = store.iterate(Document)
    assert document.flag == "truncated"


@pytest.mark.parametrize("name", ["a.warc.gz", "a.warc", "a.wacz"])
@pytest.mark.parametrize("content", [b"", b"geen archief", b"PK\x03\x04kapot", b"\x1f\x8b\x08\x00"])
def test_what_is_no_archive_is_one_line(store: Store, tmp_path: Path, name: str, content: bytes) -> None:
    result = take(store, tmp_path / name, content)
    assert len(result.problems) == 1
    assert "get the file again" in result.problems[0]
    assert captures(store)[f"file:{name}"].flag == "truncated"


def test_our_own_archive_rebuilds_what_was_read_from_it(tmp_path: Path) -> None:
    workspace = Workspace.open(tmp_path / "w", create=True)
    archive = Archive(workspace.archive, "0123456789abcdef")
    time = now()
    archive.write(
        url=URL, fetched_at=time, status=200, headers={"Content-Type": "text/html"}, body=a_page(), request_headers={}
    )
    archive.close()
    (path,) = workspace.archive.iterdir()
    with Store.open(workspace.evidence, create=True) as store:
        import_files(store, (path,), publishers=KNOWN)
        (document,) = store.iterate(Document)
        capture = store.get(Capture, str(document.capture_id))
    assert capture is not None
    assert not document.user_supplied
    assert capture.fetched_at == time.replace(microsecond=0)
    assert read_record(workspace, capture) == a_page()


def test_what_is_stored_does_not_depend_on_the_number_of_processes(tmp_path: Path) -> None:
    made = [
        Made(url=f"{URL}{number}", body=a_page(f"Stuk {number % 40}", text=f"Bericht {number % 50} van vandaag. " * 9))
        for number in range(70)
    ]
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.warc.gz").write_bytes(a_warc(made))
    found = []
    for jobs in (1, 2):
        with Store.open(tmp_path / f"{jobs}.db", create=True) as store:
            import_files(store, (tmp_path / "in",), publishers=KNOWN, jobs=jobs)
            rows = [(row.id, row.flag, row.sha256, row.note) for row in store.iterate(Capture)]
            texts = [(item.id, item.title, item.supersedes) for item in store.iterate(Document)]
            found.append((rows, texts))
    assert found[0] == found[1]
    assert len(found[0][1]) == 70


def test_many_files_give_the_same_as_few(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for number in range(60):
        (tmp_path / "in" / f"{number:02}.txt").write_text(f"Nota {number} over het toezicht.", encoding="utf-8")
    with Store.open(tmp_path / "e.db", create=True) as store:
        result = import_files(store, (tmp_path / "in",), publishers=KNOWN, jobs=2)
        assert (result.counts["documents"], result.problems) == (60, ())
        assert [item.title for item in store.iterate(Document)][:2] == [
            "Nota 0 over het toezicht.",
            "Nota 1 over het toezicht.",
        ]


# Packages


def test_a_package_is_opened_and_its_pages_taken(store: Store, tmp_path: Path) -> None:
    made = [
        Made(url=URL, body=a_page("Een")),
        Made(url="https://reclame.example/kader", body=a_page("Koop nu")),
        Made(url="https://www.klein.example/stuk", body=a_page("Twee")),
    ]
    pages = (URL, "https://klein.example/stuk")
    path = a_wacz(tmp_path / "a.wacz", {"een.warc.gz": a_warc(made)}, pages=pages)
    result = take(store, path)
    assert sorted(item.title for item in store.iterate(Document)) == ["Een", "Twee"]
    assert result.problems == ()
    row = captures(store)["file:a.wacz"]
    assert row.note == "2 answers taken; passed over: 1 loaded by other pages"
    assert "in a.wacz!archive/een.warc.gz at " in (captures(store)[URL].note or "")


def test_a_file_with_another_hash_is_refused_and_the_rest_taken(store: Store, tmp_path: Path) -> None:
    archives = {
        "een.warc.gz": a_warc([Made(url=URL, body=a_page("Een"))]),
        "twee.warc.gz": a_warc([Made(url=f"{URL}2", body=a_page("Twee"))]),
    }
    result = take(store, a_wacz(tmp_path / "a.wacz", archives, wrong=("archive/een.warc.gz",)))
    assert [item.title for item in store.iterate(Document)] == ["Twee"]
    (problem,) = result.problems
    assert problem.endswith(
        "archive/een.warc.gz: is not what datapackage.json says (other hash); get the package again"
    )


def test_a_package_whose_seal_is_broken_is_refused(store: Store, tmp_path: Path) -> None:
    path = a_wacz(tmp_path / "a.wacz", {"een.warc.gz": a_warc([Made(url=URL, body=a_page())])}, seal="sha256:00")
    assert "sealed" in take(store, path).problems[0]
    assert store.count(Document) == 0


def test_a_package_without_hashes_is_read_and_said_so(store: Store, tmp_path: Path) -> None:
    path = a_wacz(tmp_path / "a.wacz", {"een.warc.gz": a_warc([Made(url=URL, body=a_page())])}, has_list=False)
    assert "has no datapackage.json" in take(store, path).problems[0]
    assert store.count(Document) == 1


@pytest.mark.parametrize("name", ["../buiten.warc.gz", "/etc/x", "archive/../../x", "archive\\..\\x", "C:/x"])
def test_a_name_that_leads_out_of_a_package_is_refused(store: Store, tmp_path: Path, name: str) -> None:
    path = a_wacz(tmp_path / "a.wacz", {"een.warc.gz": a_warc([Made(url=URL, body=a_page())])})
    with zipfile.ZipFile(path, "a") as package:
        package.writestr(name, b"x")
    assert "leads out of the package" in take(store, path).problems[0]
    assert store.count(Document) == 0


def test_a_package_that_swells_is_refused(store: Store, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.wacz", "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("archive/een.warc", b"\0" * 20_000_000)
    assert "swells" in take(store, tmp_path / "a.wacz").problems[0]


def test_a_package_damaged_inside_is_one_line(store: Store, tmp_path: Path) -> None:
    path = a_wacz(tmp_path / "a.wacz", {"een.warc.gz": a_warc([Made(url=URL, body=a_page())] * 3)}, has_list=False)
    data = bytearray(path.read_bytes())
    data[400:420] = os.urandom(20)
    result = take(store, path, bytes(data))
    assert result.problems
    assert captures(store)["file:a.wacz"].flag == "truncated"


# The command


def test_the_command_takes_archives(tmp_path: Path) -> None:
    url = "https://nos.nl/artikel/2406123-proef"
    (tmp_path / "a.warc.gz").write_bytes(
        a_warc([Made(url=url, body=a_page()), Made(url="https://elders.example/", body=a_page())])
    )
    args = ["import", str(tmp_path / "a.warc.gz"), "--outlet", "nos", "--workspace", str(tmp_path / "w")]
    result = CliRunner().invoke(main, [*args, "--since", "2021-11", "--until", "2021-11-19"], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    assert "1 answers of web archives taken in, 1 passed over" in result.stdout
    result = CliRunner().invoke(main, [*args, "--json"], catch_exceptions=False)
    assert json.loads(result.stdout)["answers"] == 0
    result = CliRunner().invoke(main, [*args, "--outlet", "geenblad"], catch_exceptions=False)
    assert result.exit_code == 1
    assert "no such publisher record" in result.stderr
    result = CliRunner().invoke(main, [*args, "--since", "gisteren"], catch_exceptions=False)
    assert result.exit_code == 2
    result = CliRunner().invoke(main, [*args, "--url", url], catch_exceptions=False)
    assert result.exit_code == 2
