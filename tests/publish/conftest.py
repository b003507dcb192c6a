"""A small invented case: two towns, three outlets, a summary, a register entry, a claim of every status."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from publish.serve import make_site
from publish.stage import publish
from staving.config import Workspace
from staving.dossier import Dossier
from staving.schema import (
    Argument,
    Assertion,
    Capture,
    Document,
    Evidence,
    Mention,
    Municipality,
    Origin,
    Passage,
    Practice,
    Premise,
    Proposition,
    Quotation,
    Source,
    Verdict,
    derive_id,
    hash_text,
)
from staving.store import Store

HOSTILE = '<script>alert("t")</script><img src=x onerror=alert(1)> {{ 1234*5678 }} {% raw %} \u202eomgekeerd\u202c'
"""What a page may hold to harm its readers."""

NEWS = (
    "Zandmeer zet camera in spreekkamer\n\n"
    "De gemeente Zandmeer filmt sinds 2016 gesprekken over de bijstand. Er hangt een camera in elke spreekkamer. "
    "“Het gaat ons om de rust in huis”, zegt wethouder Joke Brink (gemeente Zandmeer). "
    "Volgens artikel 6 van de AVG is een grondslag nodig.\n\n"
    "In Veenhuizerwold gebeurt dat niet: daar zit een tweede medewerker bij het gesprek."
)
SUMMARY = (
    "Samenvatting\n\nDe gemeente Zandmeer stopte in november 2021 met het filmen van gesprekken. "
    "Beelden bleven twee weken bewaard."
)
REGISTER = (
    "Naam: Debiteurenplanner\nStatus: In gebruik\nDoel: De planning van huisbezoeken door gemeente Veenhuizerwold."
)


class Case:
    """Puts records in a store, and keeps their ids short to write."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def add_source(self, id: str, name: str, kind: str = "newspaper", **more: Any) -> None:
        self.store.put(Source(id=id, name=name, publisher=more.pop("publisher", f"{name} BV"), kind=kind, **more))

    def add_document(self, id: str, source: str, text: str, **more: Any) -> Document:
        capture = Capture(
            id=f"c-{id}",
            source_id=source,
            url=more.get("canonical_url", f"https://www.{source}.example/{id}"),
            final_url=f"https://www.{source}.example/{id}",
            status=200,
            fetched_at=datetime(2024, 5, 6, 7, 8, tzinfo=UTC),
            sha256=hash_text(id),
            archive_file="2024.warc.gz",
            archive_offset=512,
            flag="ok",
        )
        given = {"canonical_url": f"https://www.{source}.example/{id}", "title": text.partition("\n")[0]}
        document = Document(
            **({"id": id, "source_id": source, "capture_id": capture.id} | given | more),
            text=text,
            sha256=hash_text(text),
        )
        self.store.put(capture, document)
        at = 0
        for number, line in enumerate(text.split("\n")):
            if line.strip():
                kind = "heading" if number == 0 else "block"
                self.store.put(
                    Passage(
                        id=f"{id}-{number}", document_id=id, ordinal=number, kind=kind, start=at, end=at + len(line),
                        text=line,
                    )
                )  # fmt: skip
            at += len(line) + 1
        return document

    def add_mention(self, document: Document, kind: str, words: str, value: str, **more: Any) -> None:
        start = document.text.index(words)
        self.store.put(
            Mention(
                id=derive_id(document.id, kind, words, value), document_id=document.id, kind=kind, start=start,
                end=start + len(words), text=words, value=value, rule="test", passage_id=self.find(document, start),
                **more,
            )
        )  # fmt: skip

    def add_quotation(self, id: str, document: Document, words: str, **more: Any) -> None:
        start = document.text.index(words)
        self.store.put(
            Quotation(
                id=id, document_id=document.id, passage_id=self.find(document, start), start=start,
                end=start + len(words), text=words, sha256=more.pop("sha256", hash_text(words)), type="direct",
                rule="test", **more,
            )
        )  # fmt: skip

    def add_assertion(
        self, id: str, document: Document, words: str, *, place: tuple[str, str], status: str, **more: Any
    ) -> None:
        start = document.text.index(words)
        self.store.put(
            Assertion(
                id=id, document_id=document.id, passage_id=self.find(document, start), municipality=place[0],
                practice=place[1], status=status, start=start, end=start + len(words), text=words, rule="test", **more,
            )
        )  # fmt: skip

    def add_evidence(self, proposition: str, passage: str, origin: str, stance: str = "supports", **more: Any) -> None:
        document = passage.rpartition("-")[0]
        given = {"score": 0.93, "method": "cues", "state": "accepted"}
        given |= {"reasons": ("praktijk en status passen",), "origin_rule": "outlet"}
        self.store.put(
            Evidence(
                id=derive_id(passage, proposition), passage_id=passage, document_id=document,
                proposition_id=proposition, stance=stance, origin_id=origin, **(given | more),
            )
        )  # fmt: skip

    def find(self, document: Document, start: int) -> str:
        found = self.store.iterate(
            Passage, '"document_id" = ? AND "start" <= ? AND "end" > ?', (document.id, start, start)
        )
        return next(found).id


def fill(store: Store) -> None:
    """Put the invented case in a store."""
    case = Case(store)
    for code, name, province in [("GM9001", "Zandmeer", "Flevoland"), ("GM9002", "Veenhuizerwold", "Drenthe")]:
        store.put(Municipality(id=code, name=name, province=province, current=code))
    store.put(Municipality(id="GM9003", name="Stilveen", province="Drenthe", current="GM9003"))
    for name, label, category in [
        ("video_recording", "beeldopname van gesprekken", "recording"),
        ("second_employee", "tweede medewerker bij het gesprek", "alternative"),
    ]:
        store.put(Practice(id=name, label=label, definition=f"Wat onder {label} valt.", category=category))
    case.add_source("courant", "Zandmeerse Courant")
    case.add_source("regiolezer", "Regiolezer")
    case.add_source("register", "Algoritmeregister", "register", official=True)
    case.add_source("hostile", HOSTILE)
    news = case.add_document("news", "courant", NEWS, authors=("Mia de Boer",), published="2021-10-22")
    summary = case.add_document(
        "summary", "regiolezer", SUMMARY, title="Zandmeer stopt met filmen", published="2025-01-02",
        based_on_url="https://www.landelijkblad.example/zandmeer~b1", based_on_publisher="Landelijk Blad",
        based_on_date="2021-11", cluster="k1",
    )  # fmt: skip
    case.add_document(
        "entry", "register", REGISTER, kind="register_entry", municipality="GM9002", title="Debiteurenplanner",
        fields={"status": "In gebruik", "organization": "gemeente Veenhuizerwold"},
    )  # fmt: skip
    case.add_document(
        "hostile", "hostile", f"{HOSTILE}\n\nDe gemeente Zandmeer {HOSTILE}", title=HOSTILE, authors=(HOSTILE,),
        canonical_url="javascript:alert(document.domain)", based_on_url="javascript:alert(2)",
        fields={HOSTILE: HOSTILE}, identifier=HOSTILE,
    )  # fmt: skip
    case.add_mention(news, "municipality", "Zandmeer", "GM9001", current="GM9001")
    case.add_mention(news, "municipality", "gemeente Zandmeer", "GM9001", current="GM9001")
    case.add_mention(news, "municipality", "Veenhuizerwold", "GM9002", current="GM9002")
    case.add_mention(news, "practice", "camera in elke spreekkamer", "video_recording")
    case.add_mention(news, "norm", "artikel 6 van de AVG", "AVG", article="6", identifier="32016R0679")
    case.add_mention(summary, "municipality", "Zandmeer", "GM9001", current="GM9001")
    case.add_quotation(
        "q1", news, "Het gaat ons om de rust in huis", speaker_name="Joke Brink", speaker_role="wethouder",
        speaker_organisation="gemeente Zandmeer",
    )  # fmt: skip
    case.add_quotation("q-bad", summary, "Beelden bleven twee weken bewaard", sha256="0" * 64)
    clause = "De gemeente Zandmeer filmt sinds 2016 gesprekken over de bijstand"
    case.add_assertion("a1", news, clause, place=("GM9001", "video_recording"), status="in_use", since="2016")
    case.add_assertion(
        "a2", summary, "De gemeente Zandmeer stopte in november 2021", place=("GM9001", "video_recording"),
        status="stopped", until="2021-11",
    )  # fmt: skip
    case.add_assertion(
        "a3",
        news,
        "daar zit een tweede medewerker bij het gesprek",
        place=("GM9002", "second_employee"),
        status="in_use",
    )
    for name, key, kind in [
        ("o-courant", "Zandmeerse Courant", "outlet"),
        ("o-landelijk", "Landelijk Blad", "outlet"),
        ("o-gemeente", "gemeente Zandmeer", "organisation"),
        ("o-hostile", HOSTILE, "outlet"),
    ]:
        store.put(Origin(id=name, key=key, kind=kind))
    _argue(case)


def _argue(case: Case) -> None:
    store = case.store
    rows = [
        ("C0", "De toezichthouder moet optreden tegen Zandmeer", "policy", "claimant", None),
        ("C1", "Voor het filmen bestaat geen grondslag", "norm_claim", "claimant", "C0"),
        ("P01", "Zandmeer filmt gesprekken met mensen in de bijstand", "fact", "neutral", None),
        ("P02", "Beelden worden twee weken bewaard", "fact", "neutral", None),
        ("P03", "Niemand weet waarop de keuze rust", "fact", "claimant", None),
        ("P04", "Wie bijstand ontvangt is afhankelijk van de gemeente", "fact", "claimant", None),
        ("L1", "Voor verwerking is een grondslag nodig", "legal", "neutral", None),
        ("K1", "Filmen is nodig voor de rust", "norm_claim", "respondent", None),
        ("H1", HOSTILE, "fact", "neutral", None),
    ]
    for number, (name, statement, kind, side, parent) in enumerate(rows):
        burden = "controller" if name == "P04" else "claimant"
        store.put(
            Proposition(
                id=name, statement=statement, kind=kind, side=side, parent=parent, ordinal=number, burden=burden,
                norms=("AVG art. 6 lid 1",) if name in {"C1", "L1"} else (),
            )
        )  # fmt: skip
    store.put(
        Argument(id="A1", conclusion="C1", polarity="pro", scheme="rule_to_case"),
        Argument(id="B1", conclusion="C1", polarity="con"),
        Argument(id="R1", conclusion=None, polarity="con", undercuts="B1"),
    )
    for argument, proposition, role in [
        ("A1", "P01", "ordinary"), ("A1", "P04", "assumption"), ("B1", "K1", "ordinary"), ("R1", "P03", "ordinary"),
    ]:  # fmt: skip
        store.put(Premise(id=f"{argument}-{proposition}", argument_id=argument, proposition_id=proposition, role=role))
    case.add_evidence("P01", "news-2", "o-courant", assertion_id="a1")
    case.add_evidence("P01", "summary-2", "o-landelijk", stance="attacks", assertion_id="a2", valid_from="2021-11")
    case.add_evidence("P01", "hostile-2", "o-hostile", state="proposed", score=0.61, reasons=(HOSTILE,), method="text")
    case.add_evidence("P02", "summary-2", "o-landelijk", quotation_id="q-bad")
    case.add_evidence("K1", "news-2", "o-gemeente", quotation_id="q1", origin_rule="speaker")
    store.put(
        a_verdict("C0", "unsupported"),
        a_verdict(
            "C1", "conditional", open=("?P04",), contested=True, environments=(("?P04", "o-courant"),), strength=0.4
        ),
        a_verdict(
            "P01", "corroborated", k=2, publishers=2, environments=(("o-courant",), ("o-landelijk",)),
            breaking_sets=(("o-courant", "o-landelijk"),), strength=0.96, contested=True, standard_met=True,
            importance={"o-courant": 0.2, "o-landelijk": 0.2},
        ),
        a_verdict(
            "P02", "single_source", k=1, publishers=1, spof=("o-landelijk",), environments=(("o-landelijk",),),
            breaking_sets=(("o-landelijk",),), strength=0.8,
        ),
        a_verdict("P03", "unsupported"),
        a_verdict("L1", "by_law", k=None, strength=1.0, environments=((),), standard_met=True),
        a_verdict(
            "K1", "single_source", k=1, spof=("o-gemeente",), environments=(("o-gemeente", "o-courant"),), stale=True
        ),
    )  # fmt: skip


def a_verdict(proposition: str, status: str, **more: Any) -> Verdict:
    given: dict[str, Any] = {"k": 0} | more
    return Verdict(
        id=derive_id(proposition, "2021-11-19"), proposition_id=proposition, as_of="2021-11-19", status=status, **given
    )


DOSSIER = Dossier(
    path=Path("zandmeer"), title="Gespreksopnamen Zandmeer", subject="GM9001", complainant="Stichting Inzage",
    complainant_names=(), addressee="Autoriteit Persoonsgegevens", as_of="2021-11-19",
)  # fmt: skip


@pytest.fixture(scope="session")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    found = Workspace.open(tmp_path_factory.mktemp("case") / "workspace")
    with Store.open(found.evidence, create=True) as store, store.unit():
        fill(store)
    publish(found, DOSSIER)
    return found


@pytest.fixture
def new_case(tmp_path: Path) -> Iterator[Case]:
    """An empty case of its own, with one outlet."""
    with Store.open(tmp_path / "evidence.db", create=True) as store:
        case = Case(store)
        with store.unit():
            store.put(Municipality(id="GM9001", name="Zandmeer", province="Flevoland", current="GM9001"))
            case.add_source("courant", "Zandmeerse Courant")
        yield case


@pytest.fixture(scope="session")
def dossier() -> Dossier:
    return DOSSIER


@pytest.fixture
def site(workspace: Workspace) -> Any:
    return make_site(workspace)
