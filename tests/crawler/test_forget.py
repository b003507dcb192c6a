"""To forget: nothing is left in any file, what stays is true, and nothing comes back."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from builders import a_quotation, a_review
from click.testing import CliRunner, Result

from crawler.archive import Archive, read_record
from crawler.asks import Ask, Entry
from crawler.deposit import deposit
from crawler.extracted import Extracted
from crawler.forget import forget
from crawler.frontier import Frontier
from crawler.publishers import load_publishers
from staving.cli import main
from staving.config import Workspace
from staving.errors import StoreError
from staving.forgotten import BLOCK, Forgotten
from staving.schema import (
    Address,
    Capture,
    Decision,
    Document,
    Evidence,
    Flag,
    Passage,
    Quotation,
    Review,
    Verdict,
    hash_text,
    now,
)
from staving.store import Store

SECRET = "https://krant.example/nieuws/geheim-verhaal-12"
OTHER = "https://krant.example/nieuws/ander-verhaal-13"
FEED = "https://krant.example/feed.xml"
NAME = "Wietske van der Hólmbeek"
STORY = "De kwakzalverij in Proefdam duurt al jaren, zegt de buurvrouw van de gemeente."
INTERVIEW = (
    f"Gesprek met {NAME}\n"
    f"“Ik ben gefilmd”, zegt {NAME} uit Proefdam. Mevrouw Van der Holmbeek wil dat het stopt.\n"
    "W. van der Hólmbeeks dossier ligt er nog. Wietske Jansma zegt niets."
)


def call(*args: str) -> Result:
    return CliRunner().invoke(main, list(args), catch_exceptions=False)


def read_all(root: Path) -> Iterator[tuple[Path, str]]:
    """Yield what every file of a workspace holds, unpacked."""
    for path in root.rglob("*"):
        if not path.is_file():
            continue
        data = path.read_bytes()
        if path.suffix == ".gz":
            parts = []
            while data:
                engine = zlib.decompressobj(31)
                parts.append(engine.decompress(data))
                data = engine.unused_data
            data = b"".join(parts)
        yield path, data.decode("utf-8", "replace")


def find_files(root: Path, words: str) -> list[str]:
    return [path.name for path, text in read_all(root) if words.casefold() in text.casefold()]


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """Return a workspace with two pages and a feed in the archive, a quotation and a decision on it."""
    made = Workspace.open(tmp_path / "w")
    archive = Archive(made.archive, "0123456789")
    bodies = {
        FEED: f"<rss><item><title>Geheim</title><link>{SECRET}</link></item></rss>",
        SECRET: f"<p>{STORY}</p>",
        OTHER: f"<p>{INTERVIEW}</p>",
        "https://krant.example/robots.txt": "User-agent: *",
    }
    with Store.open(made.evidence, create=True) as store:
        for number, (url, body) in enumerate(bodies.items()):
            at = datetime(2024, 1, 1 + number, tzinfo=UTC)
            content = body.encode()
            file, offset = archive.write(
                url=url, fetched_at=at, status=200, headers={}, body=content, request_headers={}
            )
            capture = Capture(
                id=f"c{number}", source_id="", url=url, final_url=url, status=200, fetched_at=at,
                sha256=hashlib.sha256(content).hexdigest(), archive_file=file, archive_offset=offset,
                flag=Flag.OK,
            )  # fmt: skip
            text = {SECRET: STORY, OTHER: INTERVIEW}.get(url)
            found = [Extracted(title=text[:20], text=text)] if text else []
            deposit(store, capture, found, publishers={}, is_file=False)
        document = next(store.iterate(Document, "canonical_url = ?", (OTHER,)))
        quotation = a_quotation(document, "Ik ben gefilmd", speaker_name=NAME)
        with store.unit():
            store.put(quotation)
        store.update_terms(lambda word: word)
    archive.close()
    with Store.open_review(made.review) as review, review.unit():
        about = {"document_id": document.id, "speaker_name": "Van der Hólmbeek"}
        review.put(
            a_review(quotation.id, Decision.COMMENT, why=f"{NAME} belde", about=about),
        )
    return made


def test_a_page_leaves_nothing_behind(workspace: Workspace) -> None:
    assert set(find_files(workspace.root, "kwakzalverij")) >= {"evidence.db"}
    assert len(find_files(workspace.root, "geheim-verhaal-12")) == 2
    result = call("forget", SECRET, "--workspace", str(workspace.root), "--yes", "--json")
    told = json.loads(result.stdout)
    assert told["removed"]["document"] == 1
    assert told["removed"]["copies"] == 2  # the page, and the feed that announces it
    assert find_files(workspace.root, "kwakzalverij") == []
    assert find_files(workspace.root, "geheim-verhaal-12") == []
    with Store.open(workspace.evidence) as store:
        assert [item.canonical_url for item in store.iterate(Document)] == [OTHER]
        kept = {item.url: item for item in store.iterate(Capture)}
        assert INTERVIEW.encode() in read_record(workspace, kept[OTHER])
        assert read_record(workspace, kept["https://krant.example/robots.txt"]) == b"User-agent: *"
        assert kept[FEED].archive_file is None
        found = store.db.execute("SELECT count(*) FROM passage_fts WHERE passage_fts MATCH 'gefilmd'").fetchone()
        assert found[0] == 1


def test_a_page_does_not_come_back(workspace: Workspace, tmp_path: Path) -> None:
    call("forget", SECRET, "--workspace", str(workspace.root), "--yes")
    page = tmp_path / "bewaard.html"
    page.write_text(f"<html><body><article><p>{STORY}</p></article></body></html>", encoding="utf-8")
    workspace.evidence.unlink()  # not even into a database made anew
    call("import", str(page), "--url", f"{SECRET}?utm_source=x", "--workspace", str(workspace.root))
    with Store.open(workspace.evidence, create=True) as store:
        assert store.count(Document) == 0
        frontier = Frontier(store, load_publishers(), round_id=store.start_run("collect", "").id)
        with store.unit():
            added = frontier.add([Ask(url=SECRET), Ask(url=OTHER)], spider="press")
        assert (added.new, added.forgotten) == (1, 1)
        (row,) = store.iterate(Address)
        assert row.url == OTHER
        with store.unit():  # another address that leads to it now
            frontier.settle(row, flag=Flag.OK, note=None, asked_at=now(), sha256="0" * 64, moved_to=SECRET)
    assert find_files(workspace.root, "kwakzalverij") == []
    assert find_files(workspace.root, "geheim-verhaal-12") == []  # nor its address, not among the problems of a run


def test_a_page_under_another_address_is_known_by_its_text(workspace: Workspace) -> None:
    call("forget", SECRET, "--workspace", str(workspace.root), "--yes")
    with Store.open(workspace.evidence) as store:
        elsewhere = "https://ander.example/overgenomen"
        capture = Capture(
            id="x",
            source_id="",
            url=elsewhere,
            final_url=elsewhere,
            fetched_at=datetime(2024, 2, 1, tzinfo=UTC),
            flag=Flag.OK,
        )
        result = deposit(store, capture, [Extracted(title="t", text=STORY)], publishers={}, is_file=False)
        assert (result.new, result.forgotten) == (0, 1)


def test_a_name_is_taken_out_and_the_rest_stays_where_it_was(workspace: Workspace) -> None:
    with Store.open(workspace.evidence) as store:
        before = next(store.iterate(Document, "canonical_url = ?", (OTHER,)))
    result = call("forget", "wietske van der holmbeek", "--workspace", str(workspace.root), "--yes")
    assert result.exit_code == 0
    assert find_files(workspace.root, "lmbeek") == []
    with Store.open(workspace.evidence) as store:
        document = store.get(Document, before.id)
        assert document is not None
        assert len(document.text) == len(before.text)
        assert document.sha256 == hash_text(document.text)
        assert "Wietske Jansma zegt niets" in document.text
        assert f"zegt {BLOCK * 7} {BLOCK * 3} {BLOCK * 3} {BLOCK * 8} uit Proefdam" in document.text
        quotation = next(store.iterate(Quotation))
        assert quotation.text == document.text[quotation.start : quotation.end] == "Ik ben gefilmd"
        assert BLOCK in (quotation.speaker_name or "")
        for passage in store.iterate(Passage):
            owner = store.get(Document, passage.document_id)
            assert owner is not None
            assert passage.text == owner.text[passage.start : passage.end]
        assert store.count(Document) == 2
    with Store.open_review(workspace.review) as review:
        item = next(review.iterate(Review))
        assert (item.why or "").endswith(" belde")


def test_a_name_does_not_come_back_and_the_text_is_no_new_version(workspace: Workspace) -> None:
    call("forget", NAME, "--workspace", str(workspace.root), "--yes")
    with Store.open(workspace.evidence) as store:
        at = datetime(2024, 3, 1, tzinfo=UTC)
        capture = Capture(id="n", source_id="", url=OTHER, final_url=OTHER, fetched_at=at, flag=Flag.OK)
        again = deposit(store, capture, [Extracted(title="Gesprek", text=INTERVIEW)], publishers={}, is_file=False)
        assert (again.new, again.changed, again.known) == (0, 0, 1)
        fresh = Extracted(title="Nieuws", authors=(NAME,), text=f"Ook {NAME.upper()} was er. Van der Holmbeek zweeg.")
        other = Capture(id="m", source_id="", url=OTHER + "4", final_url=OTHER + "4", fetched_at=at, flag=Flag.OK)
        deposit(store, other, [fresh], publishers={}, is_file=False)
        frontier = Frontier(store, load_publishers(), round_id="r")
        entry = Entry(url=OTHER + "5", title=f"{NAME} vertelt")
        with store.unit():
            frontier.add([Ask(url=entry.url, entry=entry)], spider="press")
    assert find_files(workspace.root, "lmbeek") == []


def test_a_trial_changes_nothing(workspace: Workspace) -> None:
    before = {path: text for path, text in read_all(workspace.root) if path.suffix != ".lock"}
    told = json.loads(call("forget", SECRET, "--workspace", str(workspace.root), "--dry-run", "--json").stdout)
    assert told["removed"]["document"] == 1
    after = {path: text for path, text in read_all(workspace.root) if path.suffix != ".lock"}
    assert {path: after[path] for path in before if "shm" not in path.name} == {
        path: text for path, text in before.items() if "shm" not in path.name
    }
    assert not (workspace.root / "forgotten.json").exists()


def test_the_tombstone_names_nobody_and_can_be_lifted(workspace: Workspace) -> None:
    root = str(workspace.root)
    call("forget", NAME, "--workspace", root, "--yes")
    text = (workspace.root / "forgotten.json").read_text(encoding="utf-8")
    assert "ietske" not in text
    assert call("forget", "--list", "--workspace", root).stdout.strip().endswith("person")
    assert call("forget", NAME, "--undo", "--workspace", root).exit_code == 0
    assert Forgotten.read(workspace.root).stones == ()
    assert call("forget", NAME, "--undo", "--workspace", root).exit_code == 1


def test_one_word_is_no_person(workspace: Workspace) -> None:
    result = call("forget", "Proefdam", "--workspace", str(workspace.root), "--yes")
    assert result.exit_code == 1
    assert "one word" in result.stderr


def test_damaged_tombstones_stop_everything(workspace: Workspace) -> None:
    (workspace.root / "forgotten.json").write_text("{", encoding="utf-8")
    with pytest.raises(StoreError, match="would come back"):
        forget(workspace, SECRET, {})


def test_the_public_edition_goes(workspace: Workspace) -> None:
    workspace.public.write_bytes(b"x")
    result = call("forget", SECRET, "--workspace", str(workspace.root), "--yes")
    assert not workspace.public.exists()
    assert "staving publish --public" in result.stdout
    with Store.open(workspace.evidence) as store:
        assert store.count(Verdict) == store.count(Evidence) == 0
