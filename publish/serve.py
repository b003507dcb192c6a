"""Serve the site on this machine, as `datasette serve` does, with our guard in front."""

from __future__ import annotations

import errno
import ipaddress
import json
import socket
import sys
import webbrowser
from pathlib import Path
from typing import Any

import click
import yaml

from publish.reviewers import read_secret
from publish.site.headers import App, guard
from publish.views.reading import open_reading
from staving.config import Workspace
from staving.errors import StavingError

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
"""Names under which a site on this machine is asked for."""

TRIES = 50
"""Ports tried one after the other when the first is busy."""


def make_site(workspace: Workspace, *, public: bool = False, static: bool = False) -> Any:
    """Return the Datasette application of a workspace, with the plugin registered.

    Args:
        workspace: The workspace.
        public: Serve public.db, the edition that may be published.
        static: Make the pages to be kept as files: without what needs a server.

    Raises:
        StoreError: There is no evidence.db, or it is not ours.
        StavingError: The settings of the site are missing or damaged.
    """
    from datasette.app import Datasette
    from datasette.plugins import pm

    from publish.site import plugin

    database, folder = (workspace.public, workspace.public_site) if public else (workspace.evidence, workspace.site)
    if public and not database.is_file():
        raise StavingError(f"{database}: not there; run `staving publish --public` first")
    with open_reading(database):
        pass  # one clear message now, rather than a page that fails later
    metadata, settings = _load(folder / "metadata.yaml"), _load(folder / "settings.json")
    if static:
        metadata["plugins"]["staving"]["static"] = True
    secret = read_secret(workspace.secret) if workspace.reviewers.is_file() and not public else None
    if not pm.is_registered(plugin):
        pm.register(plugin, name="staving")
    if public:
        return Datasette([], immutables=[str(database)], metadata=metadata, settings=settings, cors=False)
    return Datasette([str(database)], metadata=metadata, settings=settings, cors=False, secret=secret)


def _load(path: Path) -> dict[str, Any]:
    if not path.is_file():
        raise StavingError(f"{path}: not there; run `staving publish` first")
    try:
        text = path.read_text(encoding="utf-8")
        found = json.loads(text) if path.suffix == ".json" else yaml.safe_load(text)
    except (ValueError, yaml.YAMLError) as error:
        raise StavingError(f"{path}: cannot be read ({error}); run `staving publish` again") from error
    if not isinstance(found, dict):
        raise StavingError(f"{path}: is empty; run `staving publish` again")
    return found


def is_loopback(host: str) -> bool:
    """Return whether only this machine can reach a site at this host."""
    if host.casefold() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def serve(
    workspace: Workspace,
    *,
    port: int = 8001,
    host: str = "127.0.0.1",
    open_browser: bool = False,
    behind_login: bool = False,
    public: bool = False,
) -> None:
    """Serve the site until it is stopped with Ctrl-C.

    Args:
        workspace: What is served.
        port: Where; when it is busy, the next free one is taken.
        host: Address to listen at.
        open_browser: Open the front page in a browser.
        behind_login: The user says that a login stands before the site; needed for any host but this machine,
            since the site shows press text in full.
        public: Serve the edition that may be published; that may be at any host.

    Raises:
        StavingError: The host is not this machine and no login was promised, or no port is free.
    """
    if not is_loopback(host) and not behind_login and not public:
        raise StavingError(
            f"{host}: the site shows press text in full and has no login of its own; serve it at 127.0.0.1, or put a "
            "login before it and add --behind-login"
        )
    site = make_site(workspace, public=public)
    listener = bind(host, port)
    shown = f"[{host}]" if ":" in host else host
    address = f"http://{shown}:{listener.getsockname()[1]}/"
    click.echo(f"{address}  (Ctrl-C stops it)")
    click.echo("  /  claims and how they stand    /compare  who does what    /weak  what hangs on one source")
    click.echo("  /search  all texts              /municipalities            /evidence  tables, JSON and CSV")
    if open_browser:
        webbrowser.open(address)
    run_app(guard(site.app(), LOOPBACK if is_loopback(host) else None), listener)


def bind(host: str, port: int) -> socket.socket:
    """Return a listening socket at the first free port from the one asked for.

    Raises:
        StavingError: None is free, or the host is not an address of this machine.
    """
    try:
        family, *_ = socket.getaddrinfo(host.strip("[]"), None, type=socket.SOCK_STREAM)[0]
    except OSError as error:
        raise StavingError(f"{host}: is no address of this machine ({error}); use 127.0.0.1") from error
    for number in range(port, min(port + TRIES, 65536)):
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host.strip("[]"), number))
            listener.listen(128)
        except OSError as error:
            listener.close()
            if error.errno in {errno.EADDRINUSE, errno.EACCES}:
                continue
            raise StavingError(f"{host}: cannot listen there ({error}); use 127.0.0.1") from error
        if number != port:
            click.echo(f"port {port} is in use; taking {number}", err=True)
        return listener
    raise StavingError(f"port {port}: no free port from there on; give another with --port")


def run_app(app: App, listener: socket.socket) -> None:
    """Run an application on a socket until it is stopped; Ctrl-C ends it without a trace."""
    import uvicorn

    config = uvicorn.Config(app, log_level="warning", lifespan="on", workers=1, timeout_graceful_shutdown=2)
    server = uvicorn.Server(config)
    try:
        server.run(sockets=[listener])
    except KeyboardInterrupt:
        pass
    finally:
        listener.close()
        sys.stdout.flush()
