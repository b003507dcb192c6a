"""Options and input that several commands share."""

from __future__ import annotations

import functools
import json
import math
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import click

from staving.config import Workspace, default_workspace
from staving.errors import DossierError, SourceError, write_line
from staving.resources import data_path

F = TypeVar("F", bound=Callable[..., Any])

json_option = click.option("--json", "as_json", is_flag=True, help="Write JSON Lines on standard output.")


def find_dossier(name: str | None) -> Path | None:
    """Return the folder of a dossier.

    Args:
        name: A folder, the name of a dossier that ships with the package, or None for the current folder.

    Returns:
        The folder; None when no name was given and the current folder holds no case file.

    Raises:
        DossierError: No such dossier.
    """
    if name is None:
        here = Path()
        return here if (here / "dossier.toml").is_file() else None
    folder = Path(name)
    if folder.is_dir():
        return folder
    if folder.name == "dossier.toml" and folder.is_file():
        return folder.parent
    shipped = data_path("dossiers", name)
    if name.isidentifier() and shipped.is_dir():
        return shipped
    raise DossierError(f"{name}: no such dossier; name a folder with a dossier.toml, or make one with `staving init`")


def dossier_option(function: F) -> F:
    """Add `--dossier`; the function gets `dossier`, a folder.

    Raises:
        DossierError: No dossier was named and the current folder holds none.
    """

    @click.option(
        "--dossier",
        "dossier_name",
        envvar="STAVING_DOSSIER",
        metavar="DIR",
        help="Case file: a folder with dossier.toml, or the name of one that ships with staving (dronten). "
        "Default: the current folder.",
    )
    @functools.wraps(function)
    def wrapped(*args: Any, dossier_name: str | None, **kwargs: Any) -> Any:
        dossier = find_dossier(dossier_name)
        if dossier is None:
            raise DossierError("no dossier here; give --dossier DIR, or make one with `staving init my-case`")
        return function(*args, dossier=dossier, **kwargs)

    return wrapped  # type: ignore[return-value]  # click keeps the signature apart from the name


def workspace_option(function: F) -> F:
    """Add `--workspace`; the function gets `workspace`, whose folder may not be there yet: writing stages make it.

    The default lies beside the dossier, see `staving.config.default_workspace`. Put this decorator below
    `dossier_option` where a command has both.
    """

    @click.option(
        "--workspace",
        "workspace_dir",
        envvar="STAVING_WORKSPACE",
        type=click.Path(path_type=Path, readable=False),
        help="Folder for what is computed. Default: `workspace` beside the dossier, or in the current folder.",
    )
    @functools.wraps(function)
    def wrapped(*args: Any, workspace_dir: Path | None, **kwargs: Any) -> Any:
        if workspace_dir is None:
            dossier = kwargs.get("dossier") or find_dossier(None)
            workspace_dir = default_workspace(dossier, data_path())
        return function(*args, workspace=Workspace(workspace_dir), **kwargs)

    return wrapped  # type: ignore[return-value]  # see dossier_option


def read_json_lines(stream: Iterable[str] | None = None, *, needs: Iterable[str] = ("id",)) -> Iterator[dict[str, Any]]:
    """Yield the objects of JSON Lines; pass over what cannot be used, with a warning on standard error.

    Halves of characters (lone surrogates), which no text can hold, become U+FFFD; offsets stay the same.

    Args:
        stream: Lines of text; None for standard input, read as UTF-8.
        needs: Keys that each object must have, not empty: `text` holds a string, all others a string or a number.

    Raises:
        SourceError: There were lines, but none of them is JSON: this is no JSON Lines file, or not UTF-8.
    """
    if stream is None:
        stream = (line.decode("utf-8", "replace") for line in sys.stdin.buffer)
    lines = objects = 0
    for number, line in enumerate(stream, start=1):
        if not line.strip():
            continue
        lines += 1
        try:
            item = json.loads(line.removeprefix("\ufeff"), parse_constant=_refuse_constant)
            item = _mend(item) if _SURROGATE.search(line) else item
        except (ValueError, RecursionError) as error:
            _warn(number, f"no JSON ({error})")
            continue
        objects += 1
        if not isinstance(item, dict):
            _warn(number, "no JSON object")
            continue
        problem = next((found for key in needs if (found := _check_needed(key, item.get(key)))), None)
        if problem:
            _warn(number, problem)
            continue
        yield item
    if lines and not objects:
        raise SourceError("standard input: no line of it is JSON; give one JSON object a line, in UTF-8")


_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]|[\ud800-\udfff]")
"""The escape of half a character, or the half itself."""


def _warn(number: int, problem: str) -> None:
    click.echo(f"line {number}: {write_line(problem)}; passed over", err=True)


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no number of JSON")


def _check_needed(key: str, value: object) -> str | None:
    """Return what is wrong with the value of a key that must be there, or None."""
    if value is None:
        return f"no {key}"
    if key == "text":
        return None if isinstance(value, str) else "text is no string"
    is_number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    return None if isinstance(value, str) or is_number else f"{key} is neither a string nor a number"


def _mend(value: Any) -> Any:
    """Return a value of JSON with U+FFFD for halves of characters."""
    if isinstance(value, str):
        return re.sub("[\ud800-\udfff]", "\N{REPLACEMENT CHARACTER}", value)
    if isinstance(value, list):
        return [_mend(item) for item in value]
    if isinstance(value, dict):
        return {_mend(key): _mend(item) for key, item in value.items()}
    return value


def write_json_line(item: Any) -> None:
    """Write one object as a line of JSON on standard output, in UTF-8 whatever the terminal speaks."""
    click.echo(json.dumps(item, ensure_ascii=False).encode("utf-8", "backslashreplace"))
