"""The figures on the gold set do not fall below the baseline; `benchmarks/quality.py` pins and lowers it."""

import importlib.util
import json
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BASELINE = ROOT / "data" / "gold" / "baseline.json"

SETS = (
    "municipalities",
    "assertions",
    "quotations",
    "citations",
    "independent municipalities",
    "independent assertions",
    "extraction",
)


@pytest.fixture(scope="module")
def quality():
    specification = importlib.util.spec_from_file_location("quality", ROOT / "benchmarks" / "quality.py")
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", SETS)
def test_no_figure_falls_below_its_baseline(quality, name):
    pinned = json.loads(BASELINE.read_text(encoding="utf-8"))[name]
    figures = quality.measure(name)
    assert {key: value for key, value in figures.items() if value < pinned["figures"][key]} == {}


@pytest.mark.parametrize("name", SETS)
def test_the_baseline_belongs_to_the_answers(quality, name):
    assert json.loads(BASELINE.read_text(encoding="utf-8"))[name]["sha256"] == quality.hash_gold(name)
