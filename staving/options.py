"""Options and input that several commands share."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import click

from staving.config import Workspace, default_workspace
from staving.errors import DossierError
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
        type=click.Path(path_type=Path),
        help="Folder for what is computed. Default: `workspace` beside the dossier, or in the current folder.",
    )
    @functools.wraps(function)
    def wrapped(*args: Any, workspace_dir: Path | None, **kwargs: Any) -> Any:
        if workspace_dir is None:
            dossier = kwargs.get("dossier") or find_dossier(None)
            workspace_dir = default_workspace(dossier, data_path())
        return function(*args, workspace=Workspace(workspace_dir), **kwargs)

    return wrapped  # type: ignore[return-value]  # see dossier_option


def read_json_lines(stream: Iterable[str], *, needs: Iterable[str] = ("id",)) -> Iterator[dict[str, Any]]:
    """Yield the objects of JSON Lines; pass over what cannot be used, with a warning on standard error.

    Args:
        stream: Lines of text.
        needs: Keys that each object must have, not empty.
    """
    for number, line in enumerate(stream, start=1):
        if not line.strip():
            continue
        try:
            item = json.loads(line.removeprefix("\ufeff"))
        except (ValueError, RecursionError) as error:
            click.echo(f"line {number}: no JSON ({error}); passed over", err=True)
            continue
        if not isinstance(item, dict):
            click.echo(f"line {number}: no JSON object; passed over", err=True)
            continue
        missing = [key for key in needs if item.get(key) is None]
        if missing:
            click.echo(f"line {number}: no {', '.join(missing)}; passed over", err=True)
            continue
        yield item


def write_json_line(item: Any) -> None:
    """Write one object as a line of JSON on standard output."""
    click.echo(json.dumps(item, ensure_ascii=False))
