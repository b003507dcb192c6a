"""The stages by name: so that no stage imports another, and the command line starts fast."""

from __future__ import annotations

import importlib
from typing import Any

from staving.errors import StavingError
from staving.schema import Tagger

TAGGER = "nlp.annotate:annotate"


def resolve(name: str) -> Any:
    """Return the object that `package.module:attribute` names.

    Raises:
        StavingError: There is no such module or attribute.
    """
    module, _, attribute = name.partition(":")
    try:
        return getattr(importlib.import_module(module), attribute)
    except (ImportError, AttributeError) as error:
        raise StavingError(f"{name}: cannot be loaded ({error}); install staving again") from error


def load_tagger() -> Tagger:
    """Return the function that reads texts."""
    tagger: Tagger = resolve(TAGGER)
    return tagger
