"""`staving init` makes a case file that `staving check` passes, and `check` says what is wrong with others."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from staving.dossier import check_dossier, load_dossier
from staving.dossier.commands import check, init
from staving.dossier.template import adapt_settings
from staving.errors import DossierError


def run(command: object, *words: str) -> Result:
    return CliRunner().invoke(command, list(words), catch_exceptions=True)  # type: ignore[arg-type]


def test_a_fresh_case_passes_the_check_and_names_its_placeholder(tmp_path: Path) -> None:
    folder = tmp_path / "nieuw" / "zaak"
    made = run(init, str(folder))
    assert made.exit_code == 0
    assert str(folder / "claims.yaml") in made.stdout
    assert f"staving check {folder}" in made.stdout
    checked = run(check, str(folder))
    assert checked.exit_code == 0
    lines = checked.stdout.splitlines()
    assert "dossier.toml:8: subject: warning: is still the placeholder GM0000" in lines[0]
    assert lines[1] == f"{folder}: no mistakes; 5 propositions, 4 arguments, 5 premises, cues for 4 propositions"


@pytest.mark.parametrize("subject", ["GM0303", "Dronten", "dronten"])
def test_title_and_subject_are_filled_in(tmp_path: Path, subject: str) -> None:
    title = 'De zaak "Dronten" \\1 vervolg'
    assert run(init, str(tmp_path / "z"), "--title", title, "--subject", subject).exit_code == 0
    case = load_dossier(tmp_path / "z")
    assert (case.title, case.subject) == (title, "GM0303")
    assert check_dossier(tmp_path / "z") == ()


def test_a_copy_of_the_shipped_case_still_finds_its_sources(tmp_path: Path) -> None:
    assert run(init, str(tmp_path / "kopie"), "--from", "dronten", "--title", "Kopie").exit_code == 0
    copy, shipped = load_dossier(tmp_path / "kopie"), load_dossier("dronten")
    assert copy.title == "Kopie"
    assert (copy.propositions, copy.arguments, copy.premises) == (
        shipped.propositions,
        shipped.arguments,
        shipped.premises,
    )
    assert copy.collect == shipped.collect
    assert "# " in (tmp_path / "kopie" / "dossier.toml").read_text(encoding="utf-8")


def test_folders_inside_a_copied_case_stay_relative(tmp_path: Path) -> None:
    text = '[collect]\nfolders = ["stukken", "../archief"]\n'
    origin = tmp_path / "zaak"
    adapted = adapt_settings(text, origin, title=None, subject=None)
    assert adapted == f'[collect]\nfolders = ["stukken", "{tmp_path.resolve().as_posix()}/archief"]\n'


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--subject", "Atlantis"], "no municipality has this name"),
        (["--subject", "Bergen"], "several municipalities have this name"),
        (["--from", "bestaatniet"], "no such dossier"),
        (["--from", "."], "to copy"),
    ],
)
def test_what_cannot_be_made_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(init, "zaak", *words)
    assert isinstance(result.exception, DossierError)
    assert message in str(result.exception)
    assert not (tmp_path / "zaak").exists()


def test_a_folder_with_something_in_it_is_refused(tmp_path: Path) -> None:
    (tmp_path / "brief.txt").write_text("concept", encoding="utf-8")
    for place in (tmp_path, tmp_path / "brief.txt"):
        result = run(init, str(place))
        assert isinstance(result.exception, DossierError)
        assert "not empty" in str(result.exception)
    assert [path.name for path in tmp_path.iterdir()] == ["brief.txt"]


def test_mistakes_are_lines_or_json(tmp_path: Path) -> None:
    run(init, str(tmp_path / "z"), "--subject", "GM0303")
    path = tmp_path / "z" / "claims.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("kind: policy ", "kind: beleid "), encoding="utf-8")
    plain = run(check, str(tmp_path / "z"))
    assert plain.exit_code == 1
    assert plain.stdout.startswith(f"{path}:10: propositions[C1].kind: cannot be 'beleid' - it is one of fact, ")
    assert len(plain.stdout.splitlines()) == 1
    as_json = run(check, str(tmp_path / "z"), "--json")
    assert as_json.exit_code == 1
    mistake = json.loads(as_json.stdout)
    assert (mistake["file"], mistake["line"], mistake["key"]) == (str(path), 10, "propositions[C1].kind")
    assert set(mistake) == {"file", "line", "key", "message", "remedy", "is_warning"}


def test_check_without_a_dossier_looks_in_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(check)
    assert isinstance(result.exception, DossierError)
    run(init, "z", "--subject", "GM0303")
    monkeypatch.chdir(tmp_path / "z")
    result = run(check, "--json")
    assert json.loads(result.stdout) == {
        "dossier": ".",
        "propositions": 5,
        "arguments": 4,
        "premises": 5,
        "cues": 4,
        "warnings": 0,
    }
