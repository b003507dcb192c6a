"""What the documentation shows is what the code does."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from staving.cli import COMMANDS
from staving.tables import write_reference

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def test_the_reference_of_tables_is_up_to_date() -> None:
    assert (ROOT / "docs" / "records.md").read_text(encoding="utf-8") == write_reference(), (
        "run: python -m staving.tables > docs/records.md"
    )


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    targets = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text)
    gone = [target for target in targets if "://" not in target and not (page.parent / target).exists()]
    assert gone == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_named_in_the_documentation_exist(page: Path) -> None:
    # A command is named in code: after a prompt, a backtick, a pipe or "then".
    named = set(re.findall(r"(?:`|\$ |\| |^|then )staving ([a-z]+)", page.read_text(encoding="utf-8"), re.MULTILINE))
    assert named <= set(COMMANDS)


def test_every_page_is_in_the_index() -> None:
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    missing = [
        page.name for page in (ROOT / "docs").glob("*.md") if page.name != "README.md" and page.name not in index
    ]
    assert missing == []


def _tracked() -> list[Path]:
    done = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in done.stdout.splitlines()]


def test_no_file_holds_the_path_of_a_machine() -> None:
    pattern = re.compile(rb"(?:/home/\w+/|/Users/\w+/|/work/(?:main|shared)\b|\.\./shared)")
    guilty = [
        str(path.relative_to(ROOT))
        for path in _tracked()
        if path.is_file() and path.name != "test_docs.py" and pattern.search(path.read_bytes())
    ]
    assert guilty == []


def test_data_files_name_their_origin_and_licence() -> None:
    """Each folder of data is described in data/README.md, or has a README or a .license note beside its files."""
    described = (ROOT / "data" / "README.md").read_text(encoding="utf-8")
    missing = [
        folder.name
        for folder in sorted((ROOT / "data").iterdir())
        if folder.is_dir() and not folder.name.startswith((".", "_")) and f"`{folder.name}/" not in described
    ]
    assert missing == []
