"""The case files and the vocabulary that ship with the package."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from staving.dossier import check_dossier, load_dossier
from staving.dossier.claims import ARGUMENT_KEYS, CUE_KEYS, PROPOSITION_KEYS
from staving.dossier.settings import COLLECT_KEYS, SETTINGS_KEYS
from staving.dossier.words import COLUMNS, FORM_KEYS
from staving.resources import data_path
from staving.schema import Burden, Practice, PremiseRole, PropositionKind, Standard, Status

DOCS = Path(__file__).parents[2] / "docs" / "dossier.md"


def test_the_case_of_dronten_has_no_mistakes() -> None:
    assert check_dossier("dronten") == ()


def test_the_case_of_dronten_is_complete() -> None:
    case = load_dossier("dronten")
    numbers = [str(n) for n in range(1, 9)]
    claims = {"C0", *(f"C{n}" for n in numbers), "C1.1", "C1.2", "C1.2a", "C1.2b", "C3"}
    claims |= {f"C2.{n}" for n in range(1, 7)} | {f"C4.{n}" for n in range(1, 4)}
    claims |= {f"C5.{n}" for n in range(1, 4)} | {"C6.1", "C6.2"}
    facts = {f"P{n:02}" for n in range(1, 33)} - {"P26"}
    answers = {f"K{n}" for n in range(1, 6)} | {f"X{n}" for n in range(1, 19)}
    assert {item.id for item in case.propositions} == claims | facts | answers
    assert len(case.propositions) == 81
    assert (len(case.arguments), len(case.premises)) == (78, 114)
    assert case.propositions[0].id == "C0"
    assert (case.subject, case.complainant, case.as_of) == ("GM0303", "FNV", None)
    assert "de bond" in case.complainant_names


def test_every_proposition_of_dronten_has_words_of_its_own() -> None:
    seen: Counter[str] = Counter()
    for item in load_dossier("dronten").propositions:
        words = [word.strip() for word in item.cues["text"].split(",")]
        assert len(words) == len(set(words)), item.id
        assert len(words) >= 5, item.id
        seen.update(words)
    assert max(seen.values()) <= 8


def test_facts_of_another_municipality_have_cues_for_it() -> None:
    whose = {item.id: item.cues.get("municipality") for item in load_dossier("dronten").propositions}
    assert (whose["P01"], whose["P11"], whose["C2.3"], whose["P27"]) == ("subject", "other", "any", None)


def test_practices_are_thirty_records() -> None:
    items = json.loads(data_path("practices.json").read_text(encoding="utf-8"))
    practices = [Practice(**item) for item in items]
    assert len({item.id for item in practices}) == 30
    assert {item.category for item in practices} == {
        "recording", "surveillance", "covert", "investigation", "profiling", "compliance", "alternative",
    }  # fmt: skip


@pytest.mark.parametrize("name", [*SETTINGS_KEYS, *COLLECT_KEYS])
def test_the_template_shows_every_setting(name: str) -> None:
    text = data_path("dossiers", "template", "dossier.toml").read_text(encoding="utf-8")
    assert re.search(rf"(?m)^(# )?({name} =|\[?\[(\w+\.)?{name}\])", text)


@pytest.mark.parametrize("name", [*PROPOSITION_KEYS, *ARGUMENT_KEYS, *CUE_KEYS])
def test_the_template_shows_every_key_of_a_claim(name: str) -> None:
    text = data_path("dossiers", "template", "claims.yaml").read_text(encoding="utf-8")
    assert re.search(rf"(?m)^ +(- )?{name}:", text)


@pytest.mark.parametrize(
    "name",
    [*SETTINGS_KEYS, *COLLECT_KEYS, *PROPOSITION_KEYS, *ARGUMENT_KEYS, *CUE_KEYS, *COLUMNS, *FORM_KEYS]
    + [value for values in (PropositionKind, Burden, Standard, PremiseRole, Status) for value in values],
)
def test_the_documentation_names_every_key_and_value(name: str) -> None:
    assert f"`{name}`" in DOCS.read_text(encoding="utf-8")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_damaged_case_file_gives_mistakes_and_never_a_crash(tmp_path: Path, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(["dossier.toml", "claims.yaml"]))
    for file in ("dossier.toml", "claims.yaml"):
        (tmp_path / file).write_bytes(data_path("dossiers", "template", file).read_bytes())
    whole = (tmp_path / name).read_bytes()
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, min(len(whole), start + 40)))
    patch = data.draw(st.binary(max_size=6) | st.text("[]{}\"':,-#&*!\n\t =.1a", max_size=6).map(str.encode))
    (tmp_path / name).write_bytes(whole[:start] + patch + whole[end:])
    for mistake in check_dossier(tmp_path):
        assert mistake.message
        assert mistake.remedy
        assert "\n" not in str(mistake)
        assert 0 <= mistake.line <= whole.count(b"\n") + 8
