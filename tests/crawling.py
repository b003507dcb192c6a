"""A small press site of our own on this machine, and a case file that names it: for tests of the crawl."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from crawler.sample_site import SampleSite
from crawler.stage import collect
from staving.config import Workspace
from staving.dossier import Collect, Dossier
from staving.store import Store

HOST = "http://proefblad.example"
TEXT = (
    "De gemeente Proefdam legt gesprekken aan de balie voortaan niet meer vast met camera of microfoon. "
    "Het college nam dat besluit dinsdag, nadat de raad er in het voorjaar om had gevraagd."
)


def a_page(text: str = TEXT, *, title: str = "Een kop", head: str = "", linked: dict[str, Any] | None = None) -> str:
    said = {"@type": "NewsArticle", "headline": title, "datePublished": "2021-11-16", **(linked or {})}
    return (
        f'<!doctype html><html lang="nl"><head><meta charset="utf-8"><title>{title} | Proefblad</title>{head}'
        f'<script type="application/ld+json">{json.dumps(said)}</script></head><body><article><h1>{title}</h1>'
        f"<p>{text}</p></article></body></html>"
    )


def a_record(name: str = "proefblad", **changes: Any) -> dict[str, Any]:
    site = f"http://{name}.example"
    record = {
        "id": name,
        "name": name.capitalize(),
        "owner": "Proefpers",
        "kind": "newspaper",
        "site": f"{site}/",
        "hosts": [f"{name}.example"],
        "feeds": [f"{site}/rss.xml"],
        "sitemaps": [],
        "identity": {"pattern": r"/(?P<id>\d+)(?:-[a-z]+)?\.html", "address": site + "/{id}.html"},
        "policy": {"fetch": True, "archive": True},
        "delay_s": 0.0,
    }
    return record | changes


class Site:
    """A folder of hosts, publisher records, and a case file that names them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.workspace = Workspace.open(folder / "workspace")
        (folder / "publishers").mkdir()
        (folder / "site").mkdir()

    def put(self, path: str, text: str) -> None:
        file = self.folder / "site" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def put_feed(self, paths: list[str], host: str = "proefblad.example") -> None:
        items = "".join(
            f"<item><title>Kop van {path}</title><link>http://{host}/{path}</link></item>" for path in paths
        )
        self.put(f"{host}/rss.xml", f"<rss><channel>{items}</channel></rss>")

    def put_record(self, **record: Any) -> None:
        made = a_record(**record)
        (self.folder / "publishers" / f"{made['id']}.json").write_text(json.dumps(made), encoding="utf-8")

    def crawl(self, *, limit: int | None = None, is_due: bool = False, **given: Any) -> dict[str, int]:
        """Serve the site and crawl it; `given` goes into the case file's part on collecting."""
        with SampleSite(self.folder / "site") as server:
            return collect(self.workspace, self.make_dossier(**given), proxy=server.address, limit=limit, is_due=is_due)

    def make_dossier(self, **given: Any) -> Dossier:
        """Return a case file that names every outlet there is a record of."""
        names = tuple(sorted(path.stem for path in (self.folder / "publishers").glob("*.json")))
        values: dict[str, Any] = {"publishers": names, "publishers_dir": self.folder / "publishers"}
        return Dossier(
            path=self.folder,
            title="Proef",
            subject="GM0303",
            complainant="Klager",
            complainant_names=("Klager",),
            collect=Collect(**values | given),
        )

    def read(self, record: type[Any], where: str = "") -> list[Any]:
        with Store.open(self.workspace.evidence) as store:
            return list(store.iterate(record, where))
