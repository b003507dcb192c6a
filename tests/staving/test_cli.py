from __future__ import annotations

import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from staving.cli import COMMANDS, main
from staving.stages import resolve


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_loads_has_help_and_an_example(name: str) -> None:
    command = resolve(COMMANDS[name][0])
    assert isinstance(command, click.Command)
    result = CliRunner().invoke(main, [name, "--help"])
    assert result.exit_code == 0, result.output
    assert "xample" in result.output
    assert COMMANDS[name][1].endswith(".")


def test_help_lists_all_commands_and_imports_no_stage() -> None:
    program = (
        "import sys; from staving.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'crawler', 'nlp', 'graph', 'publish', 'spacy', 'scrapy', 'datasette', 'networkx', 'numpy'}\n"
        "sys.exit(str(heavy & set(sys.modules)) if heavy & set(sys.modules) else 0)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert all(name in done.stdout for name in COMMANDS)


def test_a_wrong_command_gets_the_nearest_right_one() -> None:
    result = CliRunner().invoke(main, ["asess"])
    assert result.exit_code == 2
    assert "Did you mean 'assess'?" in result.output


def test_a_known_problem_is_one_line_and_exit_code_1(tmp_path: object) -> None:
    result = CliRunner().invoke(main, ["run", "--dossier", "er-is-niets"])
    assert result.exit_code == 1
    assert result.output.startswith("staving: er-is-niets: no such dossier")
    assert result.output.count("\n") == 1
