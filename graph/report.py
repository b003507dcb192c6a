"""Verdicts as a table for the terminal or as Markdown, and the words for statuses."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from staving.dossier import Dossier
from staving.schema import Origin, Status, Verdict, VerdictStatus
from staving.store import Store

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

STATUS_WORDS = {
    VerdictStatus.UNSUPPORTED: "geen steun",
    VerdictStatus.CONDITIONAL: "hangt van een antwoord af",
    VerdictStatus.SINGLE_SOURCE: "één bron",
    VerdictStatus.CORROBORATED: "meer bronnen",
    VerdictStatus.BY_LAW: "wet of algemeen bekend",
}
"""Statuses of a proposition in words."""

CELL_WORDS = {
    Status.IN_USE: "in gebruik",
    Status.STOPPED: "gestopt",
    Status.CONDITIONAL: "onder voorwaarde",
    Status.CONSIDERED: "overwogen",
    Status.NOT_USED: "niet in gebruik",
    Status.UNCLEAR: "onduidelijk",
    "disputed": "tegenstrijdig",
}
"""Statuses of a practice in words."""

PLAIN_WIDTH = 160
"""Width of a table that is not shown on a terminal, in characters."""


HEADS = ("id", "bewering", "staat op", "k", "sterkte", "valt met", "let op")
"""Columns of the table of verdicts."""


def print_verdicts(store: Store, dossier: Dossier, verdicts: Mapping[str, Verdict], day: str) -> None:
    """Print the verdict on each proposition of a case, in the order of the case file."""
    table = make_table(f"{dossier.title}, peildatum {day}", *HEADS)
    for row in _list_rows(store, dossier, verdicts):
        table.add_row(*row)
    open_console().print(table)


def write_verdicts(store: Store, dossier: Dossier, verdicts: Mapping[str, Verdict], day: str) -> str:
    """Return the same as Markdown."""
    lines = [
        f"# {_escape(dossier.title)}, peildatum {day}",
        "",
        f"| {' | '.join(HEADS)} |",
        f"|{'---|' * len(HEADS)}",
    ]
    lines += [f"| {' | '.join(map(_escape, row))} |" for row in _list_rows(store, dossier, verdicts)]
    return "\n".join(lines)


def _escape(text: str) -> str:
    """Return a text that Markdown shows as it is, in one cell of a table."""
    return re.sub(r"([\\`*_{}\[\]<>|#])", r"\\\1", " ".join(text.split()))


def _list_rows(store: Store, dossier: Dossier, verdicts: Mapping[str, Verdict]) -> Iterator[tuple[str, ...]]:
    names = {origin.id: origin.key for origin in store.iterate(Origin)}
    for proposition in dossier.propositions:
        verdict = verdicts[proposition.id]
        flags = name_opposition(is_contested=verdict.contested, is_contradicted=verdict.contradicted)
        flags += [
            word
            for word, is_set in (
                ("verlopen", verdict.stale),
                ("afgekapt", verdict.truncated),
                ("bewijsmaat niet gehaald", not verdict.standard_met and verdict.status != VerdictStatus.UNSUPPORTED),
            )
            if is_set
        ]
        if verdict.open:
            flags.append("vraag na: " + ", ".join(verdict.open))
        yield (
            proposition.id,
            proposition.statement,
            STATUS_WORDS[VerdictStatus(verdict.status)],
            write_count(verdict.k),
            f"{verdict.strength:.2f}",
            ", ".join(names.get(origin, origin) for origin in verdict.spof),
            "; ".join(flags),
        )


def name_opposition(*, is_contested: bool, is_contradicted: bool) -> list[str]:
    """Return in a word whether something speaks against a proposition, and wins; nothing where nothing does."""
    return ["weerlegd"] if is_contradicted else ["betwist"] if is_contested else []


def write_count(k: int | None) -> str:
    """Return the number of origins that must fall; a dash for what stands by law."""
    return "–" if k is None else str(k)


def make_table(title: str | None, *columns: str) -> Table:
    """Return an empty table."""
    from rich.table import Table

    table = Table(title=title, show_lines=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def open_console() -> Console:
    """Return where tables go: the terminal, or plain text of a fixed width.

    Square brackets and colons in a text stay what they are: it comes from pages of others, and is shown to the letter.
    """
    from rich.console import Console

    return Console(markup=False, emoji=False, width=None if sys.stdout.isatty() else PLAIN_WIDTH)
