import json
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner

from nlp.commands import tag
from nlp.register import read_entry_status
from nlp.stage import read
from staving.config import Workspace
from staving.passages import split_passages
from staving.schema import (
    Assertion,
    Document,
    DocumentKind,
    Evidence,
    Flag,
    Mention,
    Municipality,
    Origin,
    OriginRule,
    Practice,
    Proposition,
    Quotation,
    Run,
    Source,
    Stance,
    Status,
    derive_id,
    hash_text,
)
from staving.store import Store

NEWS = "Urk zwijgt nog.\n\nDe gemeente Urk filmt alle gesprekken aan de balie. Dat is al jaren zo."
ENTRY = "Controle\n\nHet model voorspelt de kans op onrechtmatigheid bij uitkeringen."
CHAT = "Assistent\n\nHet algoritme beantwoordt vragen van inwoners over afval."


def document(text, **settings):
    values = {
        "id": derive_id(text),
        "source_id": "krant",
        "canonical_url": f"https://voorbeeld.nl/{derive_id(text)}",
        "title": text.split("\n")[0],
        "text": text,
        "sha256": hash_text(text),
        "published": "2023-05-01",
        "run_id": "collected",
    }
    return Document(**{**values, **settings})


@pytest.fixture
def store(tmp_path):
    with Store.open(tmp_path / "evidence.db", create=True) as opened:
        long_ago = datetime(2023, 1, 1, tzinfo=UTC)
        with opened.unit():
            opened.put(
                Run(id="collected", stage="collect", version="0", settings_hash="", started=long_ago, ended=long_ago),
                Source(id="krant", name="De Krant", publisher="Uitgever", kind="newspaper"),
                Municipality(id="GM0184", name="Urk", province="Flevoland"),
            )
            for item in (
                document(NEWS),
                document(
                    ENTRY, kind=DocumentKind.REGISTER_ENTRY, municipality="GM0184", fields={"status": "buiten_gebruik"}
                ),
                document(
                    CHAT, kind=DocumentKind.REGISTER_ENTRY, municipality="GM0184", fields={"status": "in_gebruik"}
                ),
                document("The city of Urk films.", language="en"),
            ):
                opened.put(item)
                opened.put_all(split_passages(item.id, item.text))
        yield opened


def test_reading_fills_the_tables(store):
    counts = read(store)
    assert counts["documents"] == 3
    assert store.count(Practice) == 30
    assert store.count(Municipality) > 700
    found = {(item.municipality, item.practice, item.status) for item in store.iterate(Assertion)}
    assert found == {("GM0184", "video_recording", "in_use"), ("GM0184", "algorithmic_scoring", "stopped")}


def test_each_record_points_at_its_passage_and_run(store):
    read(store)
    run = next(store.iterate(Run, "stage = 'read'"))
    assert run.ended is not None
    assert "another language" in run.problems[0]
    for mention in store.iterate(Mention):
        passage = store.db.conn.execute("SELECT start, end FROM passage WHERE id = ?", (mention.passage_id,)).fetchone()
        assert passage[0] <= mention.start < passage[1]
        assert mention.run_id == run.id


def test_what_was_read_is_not_read_again_unless_asked(store):
    first = read(store)
    assert read(store)["documents"] == 0
    assert read(store, force=True) == first
    assert store.count(Mention) == first["mentions"]


def test_a_choice_of_documents(store):
    assert read(store, document_ids=[derive_id(NEWS)])["documents"] == 1
    assert read(store)["documents"] == 2


def link(store):
    """Put a link on the first assertion and the first quotation of the store, as the link stage does."""
    assertion, quotation = next(store.iterate(Assertion, "passage_id IS NOT NULL")), next(store.iterate(Quotation))
    with store.unit():
        store.put(
            Proposition(id="P1", statement="Urk filmt.", kind="fact", side="claimant"),
            Origin(id="o", key="De Krant", kind="outlet"),
            Evidence(
                id="e",
                passage_id=assertion.passage_id,
                document_id=assertion.document_id,
                proposition_id="P1",
                stance=Stance.SUPPORTS,
                score=0.9,
                method="cues",
                origin_id="o",
                origin_rule=OriginRule.OUTLET,
                quotation_id=quotation.id,
                assertion_id=assertion.id,
            ),
        )


SAID = "De gemeente Urk filmt alle gesprekken. „Dat is al jaren zo”, zegt wethouder Anna de Vries."


def test_reading_again_takes_the_links_of_the_document_with_it(store):
    item = document(SAID)
    with store.unit():
        store.put(item)
        store.put_all(split_passages(item.id, item.text))
    read(store, document_ids=[item.id])
    link(store)
    read(store, document_ids=[item.id], force=True)
    assert store.count(Evidence) == 0
    assert store.count(Assertion) == store.count(Quotation) == 1
    assert not store.db.conn.execute("PRAGMA foreign_key_check").fetchall()


def test_a_text_that_a_later_version_replaced_is_read_no_more(store):
    read(store)
    newer = document("De gemeente Urk filmt niet meer aan de balie.", supersedes=derive_id(NEWS), run_id=None)
    with store.unit():
        store.put(newer)
        store.put_all(split_passages(newer.id, newer.text))
    assert read(store)["documents"] == 1
    assert read(store, document_ids=[derive_id(NEWS)])["documents"] == 0
    assert store.count(Assertion, "document_id = ?", (derive_id(NEWS),)) == 0


@pytest.mark.parametrize("flag", [Flag.PAYWALL, Flag.RESERVED, Flag.TRUNCATED])
def test_a_text_that_is_not_whole_is_not_read(store, flag):
    item = document("De gemeente Urk filmt.", flag=flag)
    with store.unit():
        store.put(item)
    read(store)
    assert store.count(Mention, "document_id = ?", (item.id,)) == 0


def test_a_summary_is_read_at_the_date_of_what_it_summarises(store):
    item = document("Brielle en Urk filmen gesprekken.", published="2024-02-01", based_on_date="2018-07")
    with store.unit():
        store.put(item)
        store.put_all(split_passages(item.id, item.text))
    read(store, document_ids=[item.id])
    found = [(mention.value, mention.current) for mention in store.iterate(Mention, "kind = 'municipality'")]
    assert ("GM0501", "GM1992") in found


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("in_gebruik", Status.IN_USE),
        ("In gebruik", Status.IN_USE),
        ("ontwikkeling", Status.CONSIDERED),
        ("buiten_gebruik", Status.STOPPED),
        ("", None),
        (None, None),
    ],
)
def test_the_status_of_a_register_entry_is_its_own_field(value, expected):
    assert read_entry_status({"status": value}) == expected


def test_tag_json_writes_the_format(tmp_path):
    lines = [
        json.dumps({"id": "a", "text": "De gemeente Urk filmt niet.", "date": "2023-05-01", "extra": 1}),
        "no json",
        json.dumps({"text": "no id"}),
        json.dumps({"id": 7, "text": ""}),
    ]
    result = CliRunner().invoke(tag, ["--json", "--workspace", str(tmp_path)], input="\n".join(lines))
    assert result.exit_code == 0
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert [row["id"] for row in rows] == ["a", 7]
    assert rows[0]["mentions"][0] == {
        "kind": "municipality",
        "start": 12,
        "end": 15,
        "text": "Urk",
        "code": "GM0184",
        "current": "GM0184",
    }
    assert rows[0]["assertions"] == [
        {
            "municipality": "GM0184",
            "practice": "video_recording",
            "status": "not_used",
            "start": 0,
            "end": 27,
            "since": None,
            "until": None,
            "asserted_by": None,
        }
    ]
    assert rows[1] == {"id": 7, "mentions": [], "quotations": [], "assertions": []}
    assert "line 2" in result.stderr


def test_tag_reads_the_store(store, tmp_path):
    workspace = Workspace.open(tmp_path)
    assert workspace.evidence == tmp_path / "evidence.db"
    result = CliRunner().invoke(tag, ["--workspace", str(tmp_path)])
    assert result.exit_code == 0
    assert result.stdout.startswith("3 documents")
