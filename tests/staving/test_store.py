from __future__ import annotations

import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from builders import a_document, a_passage, a_source
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from staving.errors import StoreError
from staving.schema import Capture, Document, Passage, Review, Run, Source, now
from staving.store import Store


def test_a_record_comes_back_as_it_was_put(store: Store) -> None:
    document = a_document(
        authors=("A. Proef", "B. Proef"), fields={"status": "in_gebruik", "n": [1, 2]}, user_supplied=True
    )
    with store.unit():
        store.put(a_source(), document)
    assert store.get(Document, document.id) == document


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(text=st.text(st.characters(exclude_categories=["Cs"])), title=st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_comes_back_byte_for_byte(store: Store, text: str, title: str) -> None:
    document = a_document(text=text, title=title)
    with store.unit():
        store.put(a_source(), document)
    assert store.get(Document, document.id) == document


def test_putting_twice_gives_one_row_with_the_later_values(store: Store) -> None:
    with store.unit():
        store.put(a_source(note="eerst"))
    with store.unit():
        store.put(a_source(note="later"))
    assert [source.note for source in store.iterate(Source)] == ["later"]


def test_an_error_undoes_the_whole_unit(store: Store) -> None:
    def fail_halfway() -> None:
        with store.unit():
            store.put(a_source())
            raise KeyError

    with pytest.raises(KeyError):
        fail_halfway()
    assert store.count(Source) == 0


def test_records_of_one_unit_may_come_in_any_order(store: Store) -> None:
    document = a_document()
    with store.unit():
        store.put(a_passage(document))
        store.put(document)
        store.put(a_source())
    assert store.count(Passage) == 1


def test_a_record_that_refers_to_nothing_is_refused_and_undone(store: Store) -> None:
    with pytest.raises(StoreError, match="does not fit"), store.unit():
        store.put(a_document())
    assert store.count(Document) == 0
    with store.unit():
        store.put(a_source())
    assert store.count(Source) == 1


def test_a_value_outside_its_vocabulary_is_refused(store: Store) -> None:
    with pytest.raises(StoreError, match="does not fit"), store.unit():
        store.put(a_source(), a_document(kind="roman"))


def test_search_follows_the_passages_and_ignores_accents(store: Store) -> None:
    document = a_document(text="Zij zijn geïnformeerd.")

    def hits(word: str) -> int:
        rows = store.db.conn.execute("SELECT rowid FROM passage_fts WHERE passage_fts MATCH ?", (word,))
        return len(rows.fetchall())

    passage = a_passage(document)
    with store.unit():
        store.put(a_source(), document, passage)
    assert hits("geinformeerd") == 1
    with store.unit():
        store.put(passage)
    assert hits("geïnformeerd") == 1
    with store.unit():
        store.delete(Passage, "id = ?", (passage.id,))
    assert hits("geinformeerd") == 0


def test_runs_record_what_went_in_and_out(store: Store) -> None:
    run = store.start_run("read", "hash")
    assert store.get(Run, run.id) == run
    done = store.finish_run(run, {"document": 2}, {"mention": 7}, ["een bladzijde was leeg"])
    assert store.get(Run, run.id) == done
    assert done.ended is not None
    assert done.counts_out == {"mention": 7}


def test_a_missing_database_is_not_made_by_reading(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no such database"):
        Store.open(tmp_path / "evidence.db")
    assert not (tmp_path / "evidence.db").exists()


def test_a_file_that_is_no_database_is_named_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "evidence.db"
    path.write_bytes(b"geen databank, maar een brief")
    with pytest.raises(StoreError, match="is not a SQLite database"):
        Store.open(path, create=True)
    assert path.read_bytes() == b"geen databank, maar een brief"


def test_a_damaged_database_is_named(tmp_path: Path) -> None:
    path = tmp_path / "evidence.db"
    Store.open(path, create=True).close()
    content = path.read_bytes()
    path.write_bytes(content[:100] + b"\xff" * (len(content) - 100))
    with pytest.raises(StoreError, match=r"evidence\.db: cannot be opened"):
        Store.open(path)


def test_a_database_of_something_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "evidence.db"
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE recepten (naam TEXT)")
    db.close()
    with pytest.raises(StoreError, match="something else"):
        Store.open(path)


def test_a_database_of_a_later_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "evidence.db"
    Store.open(path, create=True).close()
    with sqlite3.connect(path) as db:
        db.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('staving.evidence', 'm999', '')"
        )
    db.close()
    with pytest.raises(StoreError, match="later version"):
        Store.open(path)


def test_opening_again_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "evidence.db"
    with Store.open(path, create=True) as store, store.unit():
        store.put(a_source())
    with Store.open(path) as store:
        assert store.count(Source) == 1
        assert store.db.journal_mode == "wal"


def test_opening_twice_keeps_the_locks_of_the_first(tmp_path: Path) -> None:
    """Closing a file drops all locks a process holds on it (POSIX): another process would then take the log away."""
    path = tmp_path / "evidence.db"
    with Store.open(path, create=True) as first:
        with first.unit():
            first.put(a_source())
        Store.open(path).close()
        program = f"""
import sys
from dataclasses import replace
sys.path[:0] = {sys.path!r}
from pathlib import Path
from builders import a_source
from staving.store import Store
with Store.open(Path({str(path)!r})) as store, store.unit():
    store.put(a_source(id="other"))
"""
        subprocess.run([sys.executable, "-c", program], check=True)
        assert (tmp_path / "evidence.db-wal").exists(), "the other process thought it was the last to close"
        with first.unit():
            first.put(a_source(id="later"))
        assert sorted(source.id for source in first.iterate(Source)) == ["later", "other", "proefblad"]
    with Store.open(path) as store:
        assert store.db.conn.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert store.count(Source) == 3


def test_reviews_live_in_a_database_of_their_own(tmp_path: Path) -> None:
    with Store.open_review(tmp_path / "review.db") as store:
        review = Review(id="r", record_kind="evidence", record_id="e", decision="accept", by="toetser", at=now())
        with store.unit():
            store.put(review)
        assert list(store.iterate(Review)) == [review]
        assert "document" not in store.db.table_names()


def test_a_killed_process_leaves_whole_units_only(tmp_path: Path) -> None:
    """Two units are committed, the third is open when the process is killed with SIGKILL."""
    path = tmp_path / "evidence.db"
    program = f"""
import os, signal, sys
sys.path[:0] = {sys.path!r}
from pathlib import Path
from builders import a_source
from staving.store import Store
store = Store.open(Path({str(path)!r}), create=True)
for name in "ab":
    with store.unit():
        store.put(a_source(id=name), a_source(id=name + "2"))
with store.unit():
    store.put(a_source(id="c"))
    os.kill(os.getpid(), signal.SIGKILL)
"""
    done = subprocess.run([sys.executable, "-c", program], check=False, capture_output=True)
    assert done.returncode == -9, done.stderr
    with Store.open(path) as store:
        assert sorted(source.id for source in store.iterate(Source)) == ["a", "a2", "b", "b2"]


def test_a_database_of_the_first_version_is_brought_up_to_date_and_keeps_its_rows(tmp_path: Path) -> None:
    path = tmp_path / "evidence.db"
    old = sqlite3.connect(path)
    old.executescript(Path(__file__).with_name("evidence_m001.sql").read_text(encoding="utf-8"))
    old.close()
    with Store.open(path) as store:
        (document,) = store.iterate(Document)
        assert (document.capture_id, document.text, document.desks) == ("c1", "Een zin. Nog een.", ())
        assert store.count(Passage) == 1
        assert store.db.execute("PRAGMA foreign_key_check").fetchall() == []
        with store.unit():
            store.put(replace(store.get(Capture, "c1"), flag="redirect_loop"))
        with pytest.raises(StoreError, match="does not fit"), store.unit():
            store.put(replace(document, capture_id="missing"))
        indexes = {row[0] for row in store.db.execute("SELECT name FROM sqlite_master WHERE type = 'index'")}
        assert {"idx_document_canonical_url", "idx_capture_sha256", "idx_address_due_at"} <= indexes
