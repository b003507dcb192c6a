"""Make a new case file: the commented example, or a copy of another case."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

from staving.dossier import CLAIMS_FILE, NAMES_FILE, SETTINGS_FILE, WORDS_FILE
from staving.dossier.settings import find_codes, list_municipalities
from staving.errors import DossierError
from staving.options import find_dossier

TEMPLATE = "template"
"""Name of the shipped dossier that holds the example."""


def write_dossier(
    folder: Path, *, source: str = TEMPLATE, title: str | None = None, subject: str | None = None
) -> tuple[Path, ...]:
    """Make a case file in a folder that is new or empty.

    Args:
        folder: Where to write.
        source: The dossier to copy: a folder, or the name of one that ships with the package.
        title: What the case is called; None keeps what the source says.
        subject: The municipality, as CBS code or name; None keeps what the source says.

    Returns:
        The files written.

    Raises:
        DossierError: The folder holds something, cannot be written, or there is no such source or municipality.
    """
    origin = find_dossier(source)
    if origin is None or not (origin / SETTINGS_FILE).is_file():
        raise DossierError(f"{source}: holds no {SETTINGS_FILE} to copy; name a dossier, such as dronten")
    code = None if subject is None else find_municipality(subject)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise DossierError(f"{folder}: is there already and not empty; name a new folder")
    texts = {name: (origin / name) for name in (SETTINGS_FILE, CLAIMS_FILE, NAMES_FILE, WORDS_FILE)}
    try:
        contents = {name: path.read_text(encoding="utf-8") for name, path in texts.items() if path.is_file()}
        contents[SETTINGS_FILE] = adapt_settings(contents[SETTINGS_FILE], origin, title=title, subject=code)
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in contents.items():
            (folder / name).write_text(text, encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DossierError(f"{folder}: cannot be made ({error}); choose another place, or mend the source") from error
    return tuple(folder / name for name in contents)


def find_municipality(text: str) -> str:
    """Return the CBS code that a code or name stands for.

    Raises:
        DossierError: No municipality has that name or code, or several have the name.
    """
    if re.fullmatch(r"GM\d{4}", text):
        known = list_municipalities()
        if known and text not in known:
            raise DossierError(f"{text}: no municipality has this code; look it up at cbs.nl, as in GM0303")
        return text
    codes = find_codes(text)
    if len(codes) == 1:
        return codes[0]
    if codes:
        raise DossierError(f"{text}: several municipalities have this name; give a code: {', '.join(codes)}")
    raise DossierError(f"{text}: no municipality has this name; give its CBS code, as in GM0303")


def adapt_settings(text: str, origin: Path, *, title: str | None, subject: str | None) -> str:
    """Return the settings of a copied case: another title or subject, and paths that still lead somewhere.

    Comments and order stay. A path relative to the source is written out in full, unless it stays inside the
    source: such a folder is the author's own and is not copied.
    """
    for key, value in (("title", title), ("subject", subject)):
        if value is not None:
            line = f"{key} = {quote_toml(value)}"
            text = re.sub(rf"(?m)^{key}[ \t]*=.*$", line.replace("\\", r"\\"), text, count=1)
    try:
        collect = tomllib.loads(text).get("collect", {})
    except ValueError:
        return text  # `staving check` says what is wrong with it
    folders = collect.get("folders", []) if isinstance(collect, dict) else []
    written = [collect.get("publishers_dir"), *(folders if isinstance(folders, list) else [folders])]
    for path in written:
        if isinstance(path, str) and path.startswith(".."):
            text = text.replace(f'"{path}"', quote_toml((origin / path).resolve().as_posix()))
    return text


def quote_toml(text: str) -> str:
    r"""Return a text as a TOML string.

    >>> quote_toml('a "b"\n')
    '"a \\"b\\"\\n"'
    """
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
