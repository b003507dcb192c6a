"""The public edition: no full text, no name of a private person, no SQL, nothing of the machine."""

from __future__ import annotations

import asyncio
import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from publish.edition.build import (
    WITHHELD,
    _choose_window,
    build_public,
    find_sentence_ends,
    is_in_office,
    show_address,
)
from publish.edition.masking import HIDDEN, Allowed, load_words, mask
from publish.serve import make_site
from publish.stage import publish_public
from staving.config import Workspace
from staving.dossier import Dossier
from staving.schema import (
    Assertion,
    Document,
    Evidence,
    Origin,
    Passage,
    Proposition,
    Quotation,
    Verdict,
    derive_id,
    hash_text,
)
from staving.store import Store

KNOWN = Allowed(
    places=frozenset({"Zandmeer", "Bergen", "Ede"}),
    names=frozenset({"De Meerbode"}),
    people=frozenset({"Joke Brink", "Brink"}),
)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Fatima schrok.", "[naam] schrok."),
        ("Bakker zei niets.", "[naam] zei niets."),
        ("Volgens Xqzwy Vlrk niet.", "Volgens [naam] niet."),
        ("zegt Peter van Bergen.", "zegt [naam]."),
        ("zegt Mohammed el Idrissi uit Bergen.", "zegt [naam] uit Bergen."),
        ("zegt J.P. Smid.", "zegt [naam]."),
        ("mevrouw D'Ancona en meneer 't Hart", "mevrouw [naam] en meneer [naam]"),
        ("zegt Jan-Willem de Vries-Ede.", "zegt [naam]."),
        ("JANSEN kwam langs", "[naam] kwam langs"),
        ("zegt محمد علي nu", "zegt [naam] nu"),
        ("zegt Анна nu", "zegt [naam] nu"),
        ("zegt Ja\u200bnsen nu", "zegt [naam] nu"),
        ("zegt mcDonald nu", "zegt [naam] nu"),
        ("Ali's dossier", "[naam] dossier"),
        ("Wethouder Joke Brink stopt. Brink: “Nee.”", "Wethouder Joke Brink stopt. Brink: “Nee.”"),
        ("In Zandmeer, meldt De Meerbode.", "In Zandmeer, meldt De Meerbode."),
        ("De AVG en de Centrale Raad van Beroep", "De AVG en de Centrale Raad van Beroep"),
        ("ECLI:NL:CRVB:2016:3479 geldt", "ECLI:NL:CRVB:2016:3479 geldt"),
        ("mail a.smid@post.nl of bel 06-12345678", f"mail {HIDDEN} of bel {HIDDEN}"),
        ("woont op 1234 AB 12", f"woont op {HIDDEN}"),
        ("geboren 12-03-1980", f"geboren {HIDDEN}"),
        ("BSN 123456782", f"BSN {HIDDEN}"),
        ("zie https://x.nl/jan-smid", f"zie {HIDDEN}"),
        ("", ""),
    ],
)
def test_names_fail_closed(text: str, shown: str) -> None:
    assert mask(text, KNOWN).text.replace("[naam] [verborgen]", HIDDEN) == shown


def test_a_private_name_is_masked_in_lower_case_and_without_accents() -> None:
    allowed = Allowed(forbidden=frozenset({"ozdemir"}))
    assert mask("volgens özdemir en OZDEMIR niet", allowed).text == "volgens [naam] en [naam] niet"


@given(st.text(alphabet=st.characters(categories=["Lu"]), min_size=1, max_size=1), st.text("aeiouknrst", min_size=3))
def test_no_unknown_word_with_a_capital_is_left(first: str, rest: str) -> None:
    word = first + rest
    if word.casefold() in load_words()["starters"] or word in load_words()["proper"] or not word.isprintable():
        return
    shown = mask(f"daar zegt {word} niets", Allowed()).text
    assert shown == "daar zegt [naam] niets"


def test_the_lists_hold_no_names() -> None:
    common = (
        "bakker visser smit meijer mulder boer groot vos dekker brouwer dijk graaf kok jong wit koning prins post bos"
    )
    assert not set(common.split()) & set(load_words()["starters"])


@pytest.mark.parametrize(
    ("role", "organisation", "may"),
    [
        ("wethouder", None, True),
        ("wethouder sociale zaken", None, True),
        ("minister-president", None, True),
        ("hoogleraar privacyrecht", None, True),
        ("woordvoerder", "gemeente Zandmeer", True),
        ("woordvoerder", None, False),
        ("oud-wethouder", None, False),
        ("wethouderszoon", None, False),
        ("bijstandsgerechtigde", "gemeente Zandmeer", False),
        (None, None, False),
    ],
)
def test_only_an_office_gives_a_name(role: str | None, organisation: str | None, may: bool) -> None:
    assert is_in_office(role, organisation) is may


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://krant.nl/nieuws/jan-smid?utm=1#x", "https://krant.nl/"),
        ("https://krant.nl/nieuws/zandmeer-filmt?utm=1#x", "https://krant.nl/nieuws/zandmeer-filmt"),
        ("https://jan:geheim@krant.nl/x", ""),
        ("javascript:alert(1)", ""),
        ("file:/map/jan/smid.pdf", "file:"),
    ],
)
def test_an_address_tells_no_name(url: str, shown: str) -> None:
    assert show_address(url, ["Jan Smid"]) == shown


STORY = (
    "Ophef in Zandmeer\n\n"
    "Karlijn Xantippe is boos. De gemeente Zandmeer filmt sinds 2016 gesprekken, zegt Karlijn Xantippe uit Zandmeer, "
    "die met karlijn.x@post.example te bereiken is en elke week langs moest voor een gesprek over haar uitkering. "
    + "Geheimzinnig slot van dit verhaal dat nergens anders staat. "
    * 20
)


def add_story(store: Store) -> None:
    """A text of which one passage is evidence, with a private person in text, title, address, speaker and origin."""
    model = next(store.iterate(Document, "source_id <> ''"))
    document = replace(
        model, id="verhaal", title="Karlijn Xantippe in beeld", text=STORY, sha256=hash_text(STORY),
        canonical_url="https://www.bode.example/karlijn-xantippe-boos", authors=("Rik Pen",), supersedes=None,
        based_on_url=None, based_on_publisher=None, fields={"bijschrift": "Karlijn Xantippe"},
    )  # fmt: skip
    start = STORY.index("De gemeente Zandmeer filmt")
    end = STORY.index("uitkering. ") + 10
    passage = Passage(
        id="vp", document_id="verhaal", ordinal=0, kind="block", start=start, end=end, text=STORY[start:end]
    )
    words = "De gemeente Zandmeer filmt sinds 2016 gesprekken"
    quotation = Quotation(
        id="vq", document_id="verhaal", passage_id="vp", start=start, end=start + len(words), text=words,
        sha256=hash_text(words), type="indirect", speaker_name="Karlijn Xantippe", speaker_role="inwoner", rule="x",
    )  # fmt: skip
    origin = Origin(id=derive_id("karlijn xantippe"), key="Karlijn Xantippe", kind="person")
    evidence = next(store.iterate(Evidence, "state = 'accepted'"))
    with store.unit():
        store.put(document, passage, quotation, origin)
        store.put(
            replace(
                evidence, id="ve", passage_id="vp", document_id="verhaal", origin_id=origin.id, quotation_id="vq",
                assertion_id=None, reasons=("herkomst: zegt Karlijn Xantippe",),
            )
        )  # fmt: skip
        verdict = next(store.iterate(Verdict, "proposition_id = ?", (evidence.proposition_id,)))
        store.put(replace(verdict, spof=(origin.id,), environments=((origin.id,),), importance={origin.id: 1.0}))


@pytest.fixture
def edition(workspace: Workspace, dossier: Dossier, tmp_path: Path) -> Workspace:
    import shutil

    root = tmp_path / "w"
    shutil.copytree(workspace.root, root)
    copy = Workspace(root)
    with Store.open(copy.evidence) as store:
        add_story(store)
    publish_public(copy, dossier, corrections="redactie@example.org")
    return copy


def ask(site: Any, path: str, method: str = "get") -> httpx.Response:
    async def run() -> httpx.Response:
        answer: httpx.Response = await getattr(site.client, method)(path)
        return answer

    return asyncio.run(run())


def test_no_byte_of_the_database_tells_a_private_name_or_the_rest_of_a_text(edition: Workspace) -> None:
    held = edition.public.read_bytes().lower()
    for word in (
        "karlijn",
        "xantippe",
        "rik pen",
        "post.example",
        "geheimzinnig slot",
        "waarom hier",
        str(edition.root),
    ):
        assert word.encode() not in held, word
    assert derive_id("karlijn xantippe").encode() not in held


def test_the_excerpt_stays_within_the_policy_and_can_still_be_checked(edition: Workspace) -> None:
    with Store.open(edition.public) as store, Store.open(edition.evidence) as whole:
        for document in store.iterate(Document):
            full = whole.get(Document, document.id)
            assert full is not None
            assert document.sha256 == hash_text(document.text)
            for record in (Passage, Quotation, Assertion):
                for item in store.iterate(record, "document_id = ?", (document.id,)):
                    assert document.text[item.start : item.end] == item.text
                    assert len(item.text) <= 400
        shown = store.get(Quotation, "vq")
        assert shown is not None
        assert shown.text == "De gemeente Zandmeer filmt sinds 2016 gesprekken"
        assert shown.speaker_name is None
        assert store.get(Document, "verhaal").authors == ()  # type: ignore[union-attr]


def test_a_sentence_is_never_cut_so_that_no_denial_gets_lost() -> None:
    before = "De gemeente Zandmeer heeft hierover veel te melden gehad in de afgelopen jaren. "
    denial = "De gemeente Zandmeer filmt gesprekken met mensen die bijstand krijgen sinds vorig jaar " * 3
    denial += "niet langer."
    after = " Dat schrijft het college aan de raadsleden van alle partijen samen."
    text = before + denial + after
    passage = Passage(id="p", document_id="d", ordinal=0, kind="block", start=0, end=len(text), text=text)
    words = Quotation(
        id="q", document_id="d", passage_id="p", start=len(before), end=len(before) + 32, text="x", sha256="x",
        type="indirect", rule="x",
    )  # fmt: skip
    start, end = _choose_window(text, passage, [words], 290)
    assert text[start:end].strip() == denial
    start, end = _choose_window(text, passage, [words], 200)
    assert start == end
    assert _choose_window(text, passage, [], 300) == (0, 0)


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("Zandmeer filmt volgens dhr. Smid niet. Punt", []),
        ("Het college stopt daarmee. Dat is goed.", [26]),
        ("Zij stelt: “Wij filmen niemand!” Dat is goed.", [32]),
        ("Op grond van art. 5 lid 2 AVG is dat zo. Dan niet.", []),
        ("Volgens prof. Smid en mevr. Pen gebeurt dit niet.", []),
    ],
)
def test_only_a_sure_end_of_a_sentence_counts(text: str, ends: list[int]) -> None:
    assert find_sentence_ends(text, 0, len(text)) == ends


def test_what_is_withheld_says_so(edition: Workspace) -> None:
    with Store.open(edition.public) as store:
        for passage in store.iterate(Passage):
            document = store.get(Document, passage.document_id)
            assert document is not None
            assert passage.text == WITHHELD or passage.text.rstrip()[-1:] in '.!?”’"' or "\n" not in passage.text


def test_names_of_private_origins_become_numbers_that_fit_together(edition: Workspace) -> None:
    with Store.open(edition.public) as store:
        evidence = store.get(Evidence, "ve")
        assert evidence is not None
        origin = store.get(Origin, evidence.origin_id)
        assert origin is not None
        assert origin.key.startswith("persoon ")
        verdict = next(store.iterate(Verdict, "proposition_id = ?", (evidence.proposition_id,)))
        assert verdict.spof == (origin.id,)
        assert list(verdict.importance) == [origin.id]


def test_only_accepted_evidence_goes_in(edition: Workspace) -> None:
    with Store.open(edition.public) as store:
        assert {item.state for item in store.iterate(Evidence)} == {"accepted"}
        assert store.count(Proposition) > 0


def test_all_pages_show_and_say_what_they_are(edition: Workspace) -> None:
    site = make_site(edition, public=True)
    with Store.open(edition.public) as store:
        claims = [f"/claim/{item.id}" for item in store.iterate(Proposition)]
        texts = [f"/document/{item.id}" for item in store.iterate(Document)]
    for path in ["/", "/compare", "/municipalities", "/weak", "/search?q=gemeente", *claims, *texts]:
        answer = ask(site, path)
        assert answer.status_code == 200, path
        assert "xantippe" not in answer.text.lower()
        assert "citaat niet te controleren" not in answer.text
        assert "Beoordelen" not in answer.text
        assert "redactie@example.org" in answer.text
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")


@pytest.mark.parametrize(
    "path",
    [
        "/public.json?sql=select+text+from+document",
        "/public?sql=select+1",
        "/public/document.json?_where=1=1",
        "/-/databases.json", "/-/metadata.json", "/-/settings.json", "/-/threads.json", "/-/plugins.json", "/-/actor",
        "/-/versions.json", "/-/permissions", "/public.db", "/evidence", "/evidence.json", "/review/links", "/login",
        "/-/staving/..%2f..%2fplugin.py", "/-/static/..%2f..%2fapp.py",
    ],
)  # fmt: skip
def test_what_the_edition_does_not_give_is_refused(edition: Workspace, path: str) -> None:
    answer = ask(make_site(edition, public=True), path)
    assert 400 <= answer.status_code < 500, (path, answer.status_code)
    assert str(edition.root) not in answer.text


@pytest.mark.parametrize("path", ["/review/links/e1", "/login", "/public/document", "/-/logout"])
def test_nobody_writes_in_the_edition(edition: Workspace, path: str) -> None:
    assert ask(make_site(edition, public=True), path, "post").status_code in {404, 405}


def test_tables_and_exports_hold_no_more_than_the_pages(edition: Workspace) -> None:
    site = make_site(edition, public=True)
    with sqlite3.connect(edition.public) as db:
        tables = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    for table in tables:
        for ending in (".json?_shape=array&_size=max", ".csv?_size=max"):
            answer = ask(site, f"/public/{table}{ending}")
            assert "xantippe" not in answer.text.lower()
            assert "geheimzinnig" not in answer.text.lower()


def test_building_again_replaces_the_edition_and_leaves_nothing_beside_it(edition: Workspace) -> None:
    before = edition.public.read_bytes()
    with Store.open(edition.evidence) as store:
        counts = build_public(store, edition.public, secret="anders")
    assert counts["documents"] > 0
    assert edition.public.read_bytes() != before
    assert [path.name for path in edition.root.glob("public.db*")] == ["public.db"]
