"""The rule files of `nlp/lexicon`: patterns and words as data, each with examples."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from importlib import resources
from typing import Any

from staving.errors import StavingError
from staving.resources import data_path


@cache
def load_lexicon(name: str) -> dict[str, Any]:
    """Return a rule file.

    Args:
        name: Name of the file without `.json`.

    Raises:
        StavingError: The file is missing or is no JSON.
    """
    try:
        found = json.loads(resources.files("nlp").joinpath("lexicon", f"{name}.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise StavingError(f"nlp/lexicon/{name}.json: cannot be read ({error}); install the package again") from error
    if not isinstance(found, dict):
        raise StavingError(f"nlp/lexicon/{name}.json: is no JSON object; install the package again")
    return found


@cache
def hash_rules() -> str:
    """Return a hash of all rules, of the gazetteer and of the code: the same hash gives the same reading."""
    digest = hashlib.sha256()
    package = resources.files("nlp")
    files = [*package.joinpath("lexicon").iterdir(), *package.iterdir(), *data_path("gazetteer").iterdir()]
    for file in sorted(files, key=lambda item: item.name):
        if file.name.endswith((".json", ".py", ".csv")):
            digest.update(file.name.encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()
