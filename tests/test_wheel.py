"""The wheel holds all that runs, and each licence."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    folder = tmp_path_factory.mktemp("wheel")
    done = subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


@pytest.mark.parametrize(
    "path",
    [
        "staving/cli.py",
        "staving/_data/dossiers/dronten/claims.yaml",
        "staving/_data/practices.json",
        "staving/_data/gazetteer/municipalities.csv",
        "staving/_data/README.md",
        "nlp/models/nl_staving_sm/meta.json",
        "nlp/models/README.md",
        "nlp/lexicon/practices.json",
        "publish/site/assets/site.css",
        "graph/argument.py",
        "crawler/spiders/press.py",
    ],
)
def test_the_wheel_holds(names: set[str], path: str) -> None:
    assert path in names


@pytest.mark.parametrize("licence", ["LICENSE", "Apache-2.0.txt", "CC-BY-SA-4.0.txt", "CC-BY-4.0.txt"])
def test_the_wheel_holds_the_licence(names: set[str], licence: str) -> None:
    assert any(name.endswith("/" + licence) and ".dist-info/" in name for name in names)


def test_the_wheel_holds_neither_tests_nor_what_was_computed(names: set[str]) -> None:
    assert not [name for name in names if name.startswith("tests/") or name.endswith((".db", ".warc.gz", ".pyc"))]
