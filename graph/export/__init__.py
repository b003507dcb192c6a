"""Exchange of claims and evidence with other argument software.

Argdown, GraphML and CSV are read and written; AIF, Mermaid, DOT and cytoscape JSON are written. `docs/exchange.md` says
what each of them holds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from graph.export import argdown, argdown_reader, drawing, graphml, tables
from graph.export.claims import ClaimMap, ExchangeError, check_map, read_map, write_claims_yaml

__all__ = ["FORMATS", "ClaimMap", "ExchangeError", "import_map", "read_map", "write_claims_yaml"]

LARGEST = 50_000_000
"""Most bytes of a file that is read."""


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write claims down."""

    suffix: str
    """Ending of the file; empty for a folder."""
    write: Callable[[ClaimMap], dict[str, str]]
    """Returns the text of each file by name; a single file has the name ''."""
    read: Callable[[dict[str, str], str], ClaimMap] | None
    """Returns the claims of such texts (and names the file in errors); None where it is written only."""


FORMATS: dict[str, Format] = {
    "argdown": Format(
        ".argdown", lambda claims: {"": argdown.write(claims)}, lambda t, n: argdown_reader.read(t[""], n)
    ),
    "graphml": Format(".graphml", lambda claims: {"": graphml.write(claims)}, lambda t, n: graphml.read(t[""], n)),
    "csv": Format("", tables.write, tables.read),
    "aif": Format(".aif.json", lambda claims: {"": drawing.write_aif(claims)}, None),
    "mermaid": Format(".mmd", lambda claims: {"": drawing.write_mermaid(claims)}, None),
    "dot": Format(".dot", lambda claims: {"": drawing.write_dot(claims)}, None),
    "cytoscape": Format(".cyjs", lambda claims: {"": drawing.write_cytoscape(claims)}, None),
}
"""The formats by name."""


def import_map(path: Path, name: str | None = None) -> ClaimMap:
    """Return the claims in a file, or a folder of CSV files.

    Args:
        path: The file or folder.
        name: Name of the format; None to go by the ending.

    Raises:
        ExchangeError: It cannot be read, is of no known format, or holds what cannot be; with file and line.
    """
    if name is None:
        name = (
            "csv"
            if path.is_dir()
            else next(
                (key for key, item in FORMATS.items() if item.read and item.suffix and path.name.endswith(item.suffix)),
                None,
            )
        )
    if name is None or name not in FORMATS:
        raise ExchangeError(f"{path}: is of no known format; name one with --format (argdown, graphml, csv)")
    reader = FORMATS[name].read
    if reader is None:
        raise ExchangeError(f"{path}: {name} is written only; give Argdown, GraphML or a folder of CSV files")
    files = {item.name: item for item in sorted(path.glob("*.csv"))} if path.is_dir() else {"": path}
    texts = {}
    for key, file in files.items():
        try:
            if file.stat().st_size > LARGEST:
                raise ExchangeError(f"{file}: is larger than {LARGEST // 1_000_000} MB; split it")
            with file.open(encoding="utf-8-sig", newline="") as opened:
                texts[key] = opened.read()
        except (OSError, UnicodeDecodeError) as problem:
            raise ExchangeError(f"{file}: cannot be read as UTF-8 text ({problem}); mend it") from problem
    claims = reader(texts, str(path))
    check_map(claims, str(path))
    return claims
