"""Read the documents in a zip file, within bounds on number, size, ratio and depth; nothing is written to disk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import PurePosixPath

from crawler.extracted import Extracted
from crawler.pages.lines import UnreadableError, tidy
from crawler.pages.package import Package
from staving.schema import Flag

MAX_FILES = 1000
"""Files of a zip file that are read."""

MEDIA_TYPE = "application/zip"

_PICTURES = frozenset(
    ".png .jpg .jpeg .gif .webp .svg .ico .bmp .tif .tiff .css .js .woff .woff2 .ttf .mp3 .mp4 .m4a .mov .avi".split()
)


def read_archive(
    package: Package, *, read_member: Callable[[bytes, str], tuple[Extracted, ...]]
) -> tuple[Extracted, ...]:
    """Return the documents in a zip file, each with the name of its file in its note.

    Args:
        package: The opened file.
        read_member: Reads one file of it: content and name.
    """
    members = [item for item in package.members if not _is_left_out(item.filename)]
    found: list[Extracted] = []
    for number, member in enumerate(members):
        name = tidy(member.filename.replace("\\", "/"))[-200:]
        if number >= MAX_FILES or package.left <= 0:
            note = f"only {number} of {len(members)} files were read; unpack it and import the folder"
            found.append(Extracted(flag=Flag.TRUNCATED, note=note, media_type=MEDIA_TYPE))
            break
        try:
            parts = read_member(package.read(member), PurePosixPath(name).name)
        except UnreadableError as error:
            parts = (Extracted(flag=error.flag, note=error.note, media_type=MEDIA_TYPE),)
        for part in parts:
            found.append(replace(part, note=f"{name}: {part.note}" if part.note else f"from {name}"))
    if not found:
        return (Extracted(flag=Flag.EMPTY, note="no documents in the zip file", media_type=MEDIA_TYPE),)
    return tuple(found)


def _is_left_out(path: str) -> bool:
    """Tell whether a file is none of the user's documents: hidden, or a picture, style or script of a saved page."""
    parts = PurePosixPath(path.replace("\\", "/")).parts
    if not parts or any(part.startswith((".", "__MACOSX")) and part != ".." for part in parts):
        return True
    name = parts[-1].casefold()
    return (
        name in {"thumbs.db", "desktop.ini"} or name.endswith(".meta.json") or PurePosixPath(name).suffix in _PICTURES
    )
