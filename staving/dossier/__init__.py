"""The case file: what a letter author writes, validated and frozen.

A dossier is a folder with `dossier.toml` (what the case is about, where to look), `claims.yaml` (propositions and
arguments), and, where wanted, `gazetteer.csv` (extra names) and `lexicon.json` (extra practices and words).
`docs/dossier.md` lists the keys. A case file is checked as a whole: `check_dossier` returns every mistake there is,
`load_dossier` raises the first.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from staving.dossier.claims import read_claims
from staving.dossier.settings import Collect, read_settings
from staving.dossier.text import Mistake, Problems
from staving.dossier.words import ExtraForms, ExtraName, list_shipped_practices, read_names, read_words
from staving.errors import DossierError
from staving.options import find_dossier
from staving.schema import Argument, Practice, Premise, Proposition

__all__ = ["Collect", "Dossier", "ExtraForms", "ExtraName", "Mistake", "check_dossier", "load_dossier", "read_dossier"]

SETTINGS_FILE = "dossier.toml"
CLAIMS_FILE = "claims.yaml"
NAMES_FILE = "gazetteer.csv"
WORDS_FILE = "lexicon.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """A case file without mistakes."""

    path: Path
    """The folder."""
    title: str
    """What the case is called."""
    subject: str
    """CBS code of the municipality it is about."""
    complainant: str
    """Who complains."""
    complainant_names: tuple[str, ...]
    """All names under which texts speak of the complainant, the complainant's own first."""
    addressee: str | None = None
    """Whom the letter goes to."""
    letter_date: str | None = None
    """Date of the letter (ISO)."""
    as_of: str | None = None
    """Date for which claims are assessed (ISO); None for today."""
    exhibits_word: str = "productie"
    """What exhibits are called: productie or bijlage."""
    reliability: dict[str, float] = field(default_factory=dict)
    """Probability that an origin is right, by kind or by name of the origin; `default` is always there."""
    collect: Collect = field(default_factory=Collect)
    """What to collect."""
    propositions: tuple[Proposition, ...] = ()
    """Propositions in the order of the file."""
    arguments: tuple[Argument, ...] = ()
    """Arguments in the order of the file."""
    premises: tuple[Premise, ...] = ()
    """Premises in the order of the file."""
    names: tuple[ExtraName, ...] = ()
    """Extra names of municipalities and of bodies that act for them."""
    practices: tuple[Practice, ...] = ()
    """Extra practices."""
    forms: tuple[ExtraForms, ...] = ()
    """Extra words for practices."""


def check_dossier(path: Path | str) -> tuple[Mistake, ...]:
    """Return all mistakes and warnings of a case file, in the order of its files and lines.

    Args:
        path: The folder, or the name of a dossier that ships with the package.

    Raises:
        DossierError: There is no such folder.
    """
    return read_dossier(path)[1]


def load_dossier(path: Path | str) -> Dossier:
    """Return a case file.

    Args:
        path: The folder, or the name of a dossier that ships with the package (`dronten`).

    Raises:
        DossierError: There is no such folder, or it holds a mistake; the message gives the first one.
    """
    dossier, mistakes = read_dossier(path)
    errors = [item for item in mistakes if not item.is_warning]
    if errors:
        more = f" ({len(errors) - 1} more: run `staving check {dossier.path}`)" if len(errors) > 1 else ""
        raise DossierError(f"{errors[0]}{more}")
    return dossier


def read_dossier(path: Path | str) -> tuple[Dossier, tuple[Mistake, ...]]:
    """Return a case file as far as it could be read, and all its mistakes and warnings.

    For checking only: whoever works with a case file takes `load_dossier`, which lets no mistake pass.

    Args:
        path: The folder, or the name of a dossier that ships with the package.

    Raises:
        DossierError: There is no such folder.
    """
    folder = find_dossier(str(path))
    if folder is None:  # only for a missing name
        raise DossierError(f"{path}: no such dossier; make one with `staving init`")
    files = {name: Problems(folder / name) for name in (SETTINGS_FILE, CLAIMS_FILE, NAMES_FILE, WORDS_FILE)}
    settings = read_settings(files[SETTINGS_FILE])
    names = read_names(files[NAMES_FILE]) if (folder / NAMES_FILE).exists() else ()
    practices, forms = read_words(files[WORDS_FILE]) if (folder / WORDS_FILE).exists() else ((), ())
    claims = read_claims(files[CLAIMS_FILE], (*list_shipped_practices(), *(item.id for item in practices)))
    dossier = Dossier(
        path=folder,
        title=settings.title,
        subject=settings.subject,
        complainant=settings.complainant,
        complainant_names=settings.complainant_names,
        addressee=settings.addressee,
        letter_date=settings.letter_date,
        as_of=settings.as_of,
        exhibits_word=settings.exhibits_word,
        reliability=settings.reliability,
        collect=settings.collect,
        propositions=claims.propositions,
        arguments=claims.arguments,
        premises=claims.premises,
        names=names,
        practices=practices,
        forms=forms,
    )
    return dossier, tuple(
        item for problems in files.values() for item in sorted(problems.found, key=lambda mistake: mistake.line)
    )
