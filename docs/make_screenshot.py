"""Make docs/claim-page.png: the page of claim P01 as a reader sees it.

By hand, after a run on the sample site, with Chromium on the path:

    staving demo --no-serve --workspace /tmp/demo
    python docs/make_screenshot.py /tmp/demo

It serves the workspace on this machine for as long as the picture takes. Everything on the picture is a summary of the
sample data, in our own words.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import uvicorn

from publish.serve import LOOPBACK, bind, make_site
from publish.site.headers import guard
from staving.config import Workspace
from staving.errors import StavingError

PICTURE = Path(__file__).parent / "claim-page.png"
CLAIM = "P01"
WIDTH, HEIGHT = 1280, 1080
"""Pixels: as much as shows the verdict, what carries it and the first evidence."""

FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --hide-scrollbars"
).split()


def make_picture(workspace: Workspace, picture: Path, *, claim: str = CLAIM, height: int = HEIGHT) -> None:
    """Write a picture of the page of a claim.

    Args:
        workspace: A workspace with a site.
        picture: Where the PNG goes; an older one is replaced.
        claim: Id of the claim.
        height: Height in pixels; what lies below is cut off.

    Raises:
        StavingError: Chromium is missing or made no picture, or there is no site.
    """
    chromium = next(
        (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
    )
    if chromium is None:
        raise StavingError("chromium: not found; install it, then run this again")
    listener = bind("127.0.0.1", 18_800)
    server = uvicorn.Server(
        uvicorn.Config(guard(make_site(workspace).app(), LOOPBACK), log_level="error", lifespan="on")
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.05)
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/claim/{claim}"
        with tempfile.TemporaryDirectory(prefix="staving-") as profile:
            made = Path(profile) / "page.png"
            size = f"--window-size={WIDTH},{height}"
            command = [chromium, *FLAGS, size, f"--screenshot={made}", f"--user-data-dir={profile}/chromium", address]
            done = subprocess.run(command, capture_output=True, timeout=120, check=False)  # noqa: S603  # our arguments
            if not made.is_file():
                raise StavingError(f"chromium: made no picture (exit {done.returncode}); run it by hand: {address}")
            shutil.copyfile(made, picture)
    finally:
        server.should_exit = True
        thread.join(10)
        listener.close()


def main() -> int:
    """Read the arguments and make the picture; 1 with one line when it cannot be made."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("workspace", type=Path, help="folder with evidence.db and site/")
    arguments = parser.parse_args()
    try:
        make_picture(Workspace(arguments.workspace), PICTURE)
    except StavingError as error:
        print(f"make_screenshot: {error}", file=sys.stderr)  # noqa: T201  # a script for the terminal
        return 1
    print(PICTURE)  # noqa: T201  # a script for the terminal
    return 0


if __name__ == "__main__":
    sys.exit(main())
