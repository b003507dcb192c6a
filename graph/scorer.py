"""Scorers that a user has installed: embeddings, natural language inference, or anything that reads two texts.

The linker preselects propositions by its own score and hands them to the scorer with the passage; what comes back takes
the place of its score. What may stand without a human is still decided by the words (`graph.accept`), and a passage
about another municipality still bears on nothing. A scorer is an object with the methods below, named on the command
line as `module:object` or by its entry point in the group `staving.scorers`; nothing is downloaded by staving itself.
"""

from __future__ import annotations

import importlib
import math
from collections.abc import Sequence
from importlib.metadata import entry_points
from typing import Protocol, runtime_checkable

from graph.linked import Text
from staving.errors import ModelError
from staving.schema import Proposition, Stance

GROUP = "staving.scorers"
"""Group of entry points in which a package names its scorers."""

PRESELECTED = 20
"""Most propositions of a passage that a scorer is asked about."""


@runtime_checkable
class Scorer(Protocol):
    """Something that says how likely it is that a passage bears on a proposition."""

    name: str
    """Name and version: stored links are made again when it changes."""

    def score(self, passage: Text, propositions: Sequence[Proposition], chances: Sequence[float]) -> Sequence[float]:
        """Return a probability for each proposition.

        Args:
            passage: The passage.
            propositions: The propositions that were preselected, the likeliest first.
            chances: The linker's own probabilities for them.
        """
        ...


@runtime_checkable
class StanceScorer(Protocol):
    """A scorer that also says what a passage does to a proposition; None leaves that to the rules."""

    def choose_stance(self, passage: Text, proposition: Proposition) -> Stance | None:
        """Return the stance, or None."""
        ...


def load_scorer(name: str) -> Scorer:
    """Return a scorer.

    Args:
        name: `module:object`, or the name of an entry point of the group `staving.scorers`. A class is called.

    Raises:
        ModelError: There is none of that name, it cannot be loaded, or it is no scorer.
    """
    if ":" not in name:
        found = {item.name: item.value for item in entry_points(group=GROUP)}
        if name not in found:
            known = ", ".join(sorted(found)) or "none is installed"
            raise ModelError(
                f"{name}: no scorer of that name ({known}); give module:object, or install a package with one"
            )
        name = found[name]
    module, _, attribute = name.partition(":")
    try:
        loaded = getattr(importlib.import_module(module), attribute)
        scorer = loaded() if isinstance(loaded, type) else loaded
    except Exception as problem:  # foreign code: whatever it raises is told in one line
        raise ModelError(f"{name}: the scorer cannot be loaded ({problem}); mend it or leave --scorer out") from problem
    if not isinstance(scorer, Scorer):
        raise ModelError(f"{name}: is no scorer; it needs a name and a method score, see docs/linking.md")
    return scorer


def ask(scorer: Scorer, passage: Text, propositions: Sequence[Proposition], chances: Sequence[float]) -> list[float]:
    """Return what a scorer says of each proposition.

    Raises:
        ModelError: It fails, or what it says are no probabilities.
    """
    try:
        found = [float(value) for value in scorer.score(passage, propositions, chances)]
    except Exception as problem:
        raise ModelError(
            f"scorer {scorer.name}: failed on passage {passage.id} ({problem}); mend it or leave it out"
        ) from problem
    if len(found) != len(propositions) or not all(math.isfinite(value) and 0.0 <= value <= 1.0 for value in found):
        raise ModelError(
            f"scorer {scorer.name}: passage {passage.id}: gives no probability between 0 and 1 for each of "
            f"{len(propositions)} propositions; mend it or leave it out"
        )
    return found
