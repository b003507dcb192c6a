"""What eyes meet: contrast in light and dark, and nothing from elsewhere."""

from __future__ import annotations

import re
from importlib import resources

import pytest

INKS = ("ink", "dim", "accent", "town", "practice", "norm")
PAIRS = [
    *((ink, ground) for ink in INKS for ground in ("paper", "card")),
    *((ink, ground) for ink in ("ink", "dim", "accent") for ground in ("soft", "accent-soft")),
    *((name, f"{name}-soft") for name in ("good", "fair", "bad", "law", "accent")),
    *(("ink", f"{name}-soft") for name in ("good", "fair", "bad", "law")),
    ("ink", "mark"),
    ("ink", "claim"),
    ("card", "accent"),
]


def read_colours() -> list[dict[str, str]]:
    css = resources.files("publish.site").joinpath("assets", "site.css").read_text(encoding="utf-8")
    light, dark = re.findall(r":root \{(.*?)\}", css, re.DOTALL)[:2]
    first = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", light))
    return [first, first | dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", dark))]


def weigh(colour: str) -> float:
    """Relative luminance after WCAG 2.2."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("pair", PAIRS, ids="-on-".join)
def test_text_has_enough_contrast(scheme: int, pair: tuple[str, str]) -> None:
    colours = read_colours()[scheme]
    dim, bright = sorted(weigh(colours[name]) for name in pair)
    assert (bright + 0.05) / (dim + 0.05) >= 4.5


def test_nothing_is_loaded_from_elsewhere() -> None:
    folder = resources.files("publish.site")
    for part in ("assets", "templates"):
        for file in folder.joinpath(part).iterdir():
            text = file.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
            assert not re.search(r"""(?:src|href|url|import)\s*[=(]\s*["']?(?:https?:)?//""", text), file.name
