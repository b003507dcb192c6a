"""Every pattern matches its examples and none of its counter-examples."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from typing import Any

import pytest

from graph.attribution import Attributions
from staving.resources import data_path

ATTRIBUTIONS = json.loads(data_path("origins", "attributions.json").read_text(encoding="utf-8"))
STANCE: dict[str, Any] = json.loads(files("graph").joinpath("stance_cues.json").read_text(encoding="utf-8"))
OUTLETS = json.loads(data_path("origins", "outlets.json").read_text(encoding="utf-8"))
ORGANISATIONS = json.loads(data_path("origins", "organisations.json").read_text(encoding="utf-8"))


def rows(table: dict[str, Any]) -> list[Any]:
    return [
        pytest.param(group, row, id=f"{group}-{number}")
        for group, items in table.items()
        if isinstance(items, list)
        for number, row in enumerate(items)
    ]


@pytest.mark.parametrize(("group", "row"), rows(ATTRIBUTIONS))
def test_attributions(group: str, row: dict[str, Any]) -> None:
    pattern = dict(Attributions().patterns[group])[row["id"]]
    assert row["examples"]
    assert row["counter_examples"]
    for sentence in row["examples"]:
        assert pattern.search(sentence), sentence
    for sentence in row["counter_examples"]:
        assert not pattern.search(sentence), sentence


@pytest.mark.parametrize(("group", "row"), rows(STANCE))
def test_stance_cues(group: str, row: dict[str, Any]) -> None:
    pattern = re.compile(row["pattern"], re.IGNORECASE)
    for sentence in row["examples"]:
        assert pattern.search(sentence), sentence
    for sentence in row["counter_examples"]:
        assert not pattern.search(sentence), sentence


def test_names_stand_once() -> None:
    names = [name for row in OUTLETS["outlets"] for name in (row["name"], *row["aliases"])]
    assert len({name.casefold() for name in names}) == len(names)
    bodies = [name for row in ORGANISATIONS["bodies"] for name in (row["name"], *row["aliases"])]
    assert len({name.casefold() for name in bodies}) == len(bodies)
