"""Files of `data/`: in a checkout beside the packages, in the wheel as `staving/_data`."""

from __future__ import annotations

from pathlib import Path

from staving.errors import StavingError


def data_path(*parts: str) -> Path:
    """Return a path below the project's data folder.

    Raises:
        StavingError: Neither the installed data nor a checkout is there.
    """
    package = Path(__file__).resolve().parent
    for root in (package / "_data", package.parent / "data"):
        if root.is_dir():
            return root.joinpath(*parts)
    raise StavingError(f"{package}: the data files of staving are missing; install the package again")
