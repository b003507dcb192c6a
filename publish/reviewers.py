"""Who may review: names with the scrypt hash of a password, in a file of the workspace that only its owner can read."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import re
import secrets
from pathlib import Path

from staving.errors import StavingError

COST = {"n": 2**15, "r": 8, "p": 1}
"""Cost of the hash: 32 MiB and about 0.1 s (RFC 7914; OWASP Password Storage Cheat Sheet, scrypt)."""

SHORTEST = 10
"""Characters of a password at least."""

LONGEST = 200
"""Characters of a name or password at most."""

_NAME = re.compile(r"[^\W_][\w .@'-]{0,59}")
_NOBODY = "scrypt$32768$8$1$AAAAAAAAAAAAAAAAAAAAAA==$" + base64.b64encode(bytes(32)).decode()


def hash_password(password: str) -> str:
    """Return the hash of a password with its cost and salt, as one line of text."""
    salt = secrets.token_bytes(16)
    parts = (str(COST["n"]), str(COST["r"]), str(COST["p"]), *(base64.b64encode(item).decode() for item in (salt,)))
    return "$".join(("scrypt", *parts, base64.b64encode(_derive(password, salt, **COST)).decode()))


def is_password(password: str, hashed: str) -> bool:
    """Return whether a password belongs to a hash; a damaged hash belongs to none.

    >>> is_password("open sesam open", hash_password("open sesam open")), is_password("x", "rommel")
    (True, False)
    """
    try:
        name, n, r, p, salt, wanted = hashed.split("$")
        cost = {"n": int(n), "r": int(r), "p": int(p)}
        derived = _derive(password[:LONGEST], base64.b64decode(salt), **cost)
        return name == "scrypt" and hmac.compare_digest(derived, base64.b64decode(wanted))
    except ValueError:
        return False


def _derive(password: str, salt: bytes, *, n: int, r: int, p: int) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, n=n, r=r, p=p, maxmem=2**27, dklen=32)


def read_reviewers(path: Path) -> dict[str, str]:
    """Return the hash of each reviewer by name; empty where there is no file.

    Raises:
        StavingError: The file is damaged.
    """
    if not path.is_file():
        return {}
    try:
        found = json.loads(path.read_text(encoding="utf-8"))["reviewers"]
        return {str(name): str(value) for name, value in found.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as problem:
        raise StavingError(f"{path}: no list of reviewers ({problem}); remove it and add them again") from problem


def is_reviewer(path: Path, name: str, password: str) -> bool:
    """Return whether name and password belong to a reviewer; an unknown name takes as long as a known one."""
    hashed = read_reviewers(path).get(name)
    return is_password(password, hashed or _NOBODY) and hashed is not None


def add_reviewer(path: Path, name: str, password: str) -> bool:
    """Add a reviewer, or give one another password; return whether the name is new.

    Raises:
        StavingError: The name or the password will not do.
    """
    name = name.strip()
    if not _NAME.fullmatch(name):
        raise StavingError(f"{name!r}: is no name; use letters, digits, spaces, and . @ ' -, at most 60")
    if not SHORTEST <= len(password) <= LONGEST:
        raise StavingError(f"the password has {len(password)} characters; use {SHORTEST} to {LONGEST}")
    known = read_reviewers(path)
    _write(path, known | {name: hash_password(password)})
    return name not in known


def remove_reviewer(path: Path, name: str) -> None:
    """Remove a reviewer; the decisions stay.

    Raises:
        StavingError: Nobody has that name.
    """
    known = read_reviewers(path)
    if name not in known:
        listed = ", ".join(sorted(known)) or "nobody"
        raise StavingError(f"{name}: is no reviewer; known: {listed}")
    del known[name]
    _write(path, known)


def read_secret(path: Path) -> str:
    """Return the secret that signs sessions, made when it is not there, so that a restart ends none."""
    if not path.is_file():
        _write_private(path, secrets.token_hex(32) + "\n")
    return path.read_text(encoding="utf-8").strip()


def _write(path: Path, reviewers: dict[str, str]) -> None:
    _write_private(path, json.dumps({"reviewers": reviewers}, indent=2, ensure_ascii=False) + "\n")


def _write_private(path: Path, text: str) -> None:
    """Write a file that only its owner can read, whole or not at all."""
    new = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
        new.replace(path)
    except OSError as problem:
        raise StavingError(f"{path}: cannot be written ({problem.strerror}); make the folder writable") from problem
