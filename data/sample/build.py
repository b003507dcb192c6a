"""Write the sample from pages.toml: site/, documents/, publishers/, truth.json and the list of sources in README.md.

    python data/sample/build.py            write what differs, remove what is no longer described
    python data/sample/build.py --check    say what differs and exit with 1, write nothing

Standard library only; the same pages.toml gives the same bytes.
"""

from __future__ import annotations

import html
import json
import posixpath
import re
import sys
import tomllib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from make_pdf import make_pdf

HERE = Path(__file__).resolve().parent
FOLDERS = ("site", "documents", "publishers")
LICENCE = "CC BY 4.0, own summaries"
SOURCES_MARK = "<!-- the list below is written by build.py -->"
STANCES = {"+": "supports", "-": "attacks", "~": "mentions"}
MONTHS = "januari februari maart april mei juni juli augustus september oktober november december".split()


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One sentence and what it says."""

    sentence: str
    triples: tuple[dict[str, Any], ...]
    links: tuple[dict[str, str], ...]
    basis: str | None
    """The word letter where the sentence rests on the request's quotation of the source."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """An article, or a document, as pages.toml describes it."""

    outlet: str
    path: str
    title: str
    date: str
    flag: str
    source: dict[str, Any] | None
    paragraphs: tuple[tuple[Statement, ...], ...]
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def host(self) -> str:
        return f"{self.outlet}.example"

    @property
    def url(self) -> str:
        return f"http://{self.host}/{self.path}"

    def listed_url(self, where: str) -> str:
        """Return the address that the feed or the sitemap names, which may carry another slug."""
        return f"http://{self.host}/{self.extra.get(f'{where}_path', self.path)}"

    @property
    def paths(self) -> list[str]:
        """Every path that shows the page, the canonical one first."""
        return [self.path, *(self.extra[key] for key in ("feed_path", "sitemap_path") if key in self.extra)]

    @property
    def statements(self) -> list[Statement]:
        return [statement for paragraph in self.paragraphs for statement in paragraph]

    @property
    def texts(self) -> list[str]:
        return [" ".join(statement.sentence for statement in paragraph) for paragraph in self.paragraphs]

    @property
    def codes(self) -> list[str]:
        stated = {triple["municipality"] for statement in self.statements for triple in statement.triples}
        return sorted(stated | set(self.extra.get("municipalities", ())))


# ---------------------------------------------------------------- reading pages.toml


def read_statement(line: str) -> Statement:
    """Split one line of a text into its sentence and the notes behind "||"."""
    sentence, _, notes = line.partition("||")
    triples: list[dict[str, Any]] = []
    links: list[dict[str, str]] = []
    basis = None
    for note in filter(None, (part.strip() for part in notes.split(";"))):
        words = note.split()
        if note == "@letter":
            basis = "letter"
        elif words[0].startswith("GM"):
            triples.append(read_triple(words))
        else:
            links += [{"proposition": word[1:], "stance": STANCES[word[0]]} for word in words]
    return Statement(sentence=sentence.strip(), triples=tuple(triples), links=tuple(links), basis=basis)


def read_triple(words: list[str]) -> dict[str, Any]:
    """Read "GM0303 video_recording in_use since=2014 also=stopped optional"."""
    triple: dict[str, Any] = dict(zip(("municipality", "practice", "status"), words[:3], strict=True))
    for word in words[3:]:
        key, _, value = word.partition("=")
        if key in ("also", "alt"):
            triple["also_status" if key == "also" else "alt_practice"] = value.split(",")
        elif key in ("since", "until"):
            triple[key] = value
        elif key == "optional":
            triple["optional"] = True
        else:
            raise ValueError(f"pages.toml: unknown note {word!r} in {' '.join(words)!r}")
    return triple


def read_page(raw: dict[str, Any], sources: dict[str, dict[str, Any]]) -> Page:
    """Turn one [[pages]] or [[documents]] table into a page."""
    raw = dict(raw)
    name = raw.pop("source", None)
    source = {"id": name, **sources[name]} if name else None
    text = raw.pop("text").strip()
    paragraphs = tuple(
        tuple(read_statement(line) for line in paragraph.splitlines())
        for paragraph in re.split(r"\n\s*\n", text)
        if paragraph
    )
    return Page(
        outlet=raw.pop("outlet", "documentenlezer"),
        path=raw.pop("path", None) or raw["file"],
        title=raw.pop("title"),
        date=raw.pop("date"),
        flag=raw.pop("flag", "ok"),
        source=source,
        paragraphs=paragraphs,
        extra=raw,
    )


# ---------------------------------------------------------------- words and links


def dutch_date(date: str | None) -> str:
    """Write a date as precisely as it is known: "2021-11" becomes "november 2021"."""
    if not date:
        return "datum niet bekend"
    year, *rest = date.split("-")
    words = [MONTHS[int(rest[0]) - 1]] if rest else []
    day = [str(int(rest[1]))] if len(rest) > 1 else []
    return " ".join([*day, *words, year])


def mark(page: Page) -> str:
    """Return the visible mark of a page, "Samenvatting van Trouw, november 2021"."""
    assert page.source is not None
    return f"Samenvatting van {page.source['publisher']}, {dutch_date(page.source.get('date'))}"


def based_on(source: dict[str, Any]) -> dict[str, Any]:
    """Return the schema.org node of the source; what is not known is left out."""
    node: dict[str, Any] = {"@type": source.get("type", "NewsArticle"), "url": source["url"]}
    if "title" in source:
        node["name"] = source["title"]
    node["publisher"] = {"@type": "Organization", "name": source["publisher"]}
    if "date" in source:
        node["datePublished"] = source["date"]
    return node


def relative(page: Page, target: str) -> str:
    """Link within a host by a relative path, so that pages work behind the proxy and under /<host>/ alike."""
    return posixpath.relpath(target, posixpath.dirname(page.path) or ".")


def link(page: Page, other: Page) -> str:
    """Return how a page links to another one; between hosts only the full address works."""
    return relative(page, other.path) if other.outlet == page.outlet else other.url


def escape(text: str) -> str:
    return html.escape(text, quote=True)


def json_ld(page: Page, outlet: dict[str, Any]) -> str:
    """Return the JSON-LD block of an article."""
    organisation = {"@type": "Organization", "name": outlet["name"]}
    node: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": page.title,
        "url": page.url,
        "inLanguage": "nl",
        "datePublished": page.date,
        "author": organisation,
        "publisher": organisation,
        "isAccessibleForFree": page.flag != "paywall",
    }
    if page.source:
        node["abstract"] = mark(page)
        node["license"] = "https://creativecommons.org/licenses/by/4.0/"
        node["isBasedOn"] = based_on(page.source)
    body = json.dumps(node, ensure_ascii=False, indent=1).replace("</", "<\\/")
    return f'<script type="application/ld+json">\n{body}\n</script>'


# ---------------------------------------------------------------- pages of the site

STYLE = (
    "body{font:17px/1.5 Georgia,serif;max-width:44em;margin:0 auto;padding:1em}"
    "nav a{margin-right:1em}.merk{font:14px sans-serif;background:#eee;padding:.4em}"
    ".verwant,footer{font-size:15px;border-top:1px solid #999;margin-top:2em}"
)


def frame(*, page: Page, outlet: dict[str, Any], head: str, body: str) -> str:
    """Put header, navigation and footer around a body."""
    encoding = page.extra.get("encoding", "utf-8")
    return f"""<!doctype html>
<html lang="nl">
<head>
<meta charset="{encoding}">
<title>{escape(page.title)} | {escape(outlet["name"])}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
{head}
<style>{STYLE}</style>
</head>
<body>
<header><p><a href="{relative(page, "index.html")}">{escape(outlet["name"])}</a></p>
<nav><a href="{relative(page, "index.html")}">Voorpagina</a>
<a href="{relative(page, outlet["feed"])}">Feed</a></nav></header>
<main>
{body}
</main>
<footer><p>{escape(outlet["name"])} is een verzonnen uitgave.
Onze samenvattingen mogen worden overgenomen onder CC BY 4.0.</p></footer>
</body>
</html>
"""


def teasers(page: Page, pages: list[Page]) -> list[Page]:
    """Choose two articles about other municipalities: text that does not belong to this page."""
    wanted = page.extra.get("teasers")
    if wanted:
        return [other for name in wanted for other in pages if f"{other.outlet}/{other.path}" == name]
    readable = [other for other in pages if other.flag == "ok"]
    start = readable.index(page) + 1 if page in readable else 0
    ring = readable[start:] + readable[:start]
    ring.sort(key=lambda other: other.outlet != page.outlet)  # the outlet's own first, then the next outlets'
    return [other for other in ring if other is not page and not set(other.codes) & set(page.codes)][:2]


def article_html(page: Page, outlet: dict[str, Any], pages: list[Page]) -> str:
    """Return an article as its outlet shows it."""
    lead = page.texts[0] if page.texts else ""
    head = [
        f'<link rel="canonical" href="{page.url}">',
        f'<meta property="og:type" content="article">\n<meta property="og:title" content="{escape(page.title)}">',
        f'<meta property="og:site_name" content="{escape(outlet["name"])}">',
        f'<meta property="og:url" content="{page.url}">',
        f'<meta property="article:published_time" content="{page.date}">',
        json_ld(page, outlet),
    ]
    parts = ["<article>", f"<h1>{escape(page.title)}</h1>"]
    if page.source:
        head.insert(1, f'<meta name="description" content="{escape(mark(page))}">')
        parts.append(
            f'<aside class="merk">{escape(mark(page))} '
            f'(<a href="{escape(page.source["url"])}">bron</a>). De tekst geeft de stand van die bron weer.</aside>'
        )
    parts += ['<div itemprop="articleBody">', *[f"<p>{escape(text)}</p>" for text in page.texts], "</div>"]
    if page.flag == "paywall":
        parts = ["<article>", f"<h1>{escape(page.title)}</h1>", f"<p>{escape(lead)}</p>"]
        parts.append('<div class="lid-muur"><p>Word lid van Privacylezer om verder te lezen.</p></div>')
    parts.append("</article>")
    related = [
        f'<li><h3><a href="{link(page, other)}">{escape(other.title)}</a></h3>'
        f"<p>{escape(other.statements[0].sentence)}</p></li>"
        for other in teasers(page, pages)
    ]
    if related:
        parts.append('<aside class="verwant"><h2>Lees ook</h2><ul>' + "\n".join(related) + "</ul></aside>")
    return frame(page=page, outlet=outlet, head="\n".join(head), body="\n".join(parts))


def consent_html(page: Page) -> str:
    """Return the gate that stands before an article until somebody chooses."""
    text = "\n".join(f"<p>{escape(text)}</p>" for text in page.texts)
    return (
        f'<!doctype html>\n<html lang="nl">\n<head><meta charset="utf-8"><title>{escape(page.title)}</title></head>\n'
        f'<body><div id="privacypoort"><h1>{escape(page.title)}</h1>\n{text}\n'
        "<button>Akkoord</button> <button>Niet akkoord</button></div></body>\n</html>\n"
    )


def empty_html(page: Page) -> str:
    return (
        f'<!doctype html>\n<html lang="nl">\n<head><meta charset="utf-8"><title>{escape(page.title)}</title></head>\n'
        "<body><main><article></article></main></body>\n</html>\n"
    )


def page_bytes(page: Page, outlet: dict[str, Any], pages: list[Page]) -> bytes:
    """Return what the server sends for a page."""
    if page.flag == "consent_wall":
        text = consent_html(page)
    elif page.flag == "empty":
        text = empty_html(page)
    else:
        text = article_html(page, outlet, pages)
    return text.encode(page.extra.get("encoding", "utf-8"))


def front_html(outlet: dict[str, Any], pages: list[Page]) -> str:
    """Return the front page of an outlet."""
    front = Page(
        outlet=outlet["id"], path="index.html", title="Voorpagina", date="", flag="ok", source=None, paragraphs=()
    )
    items = "\n".join(
        f'<li><a href="{page.path}">{escape(page.title)}</a></li>' for page in pages if page.flag != "robots"
    )
    body = f"<h1>{escape(outlet['name'])}</h1>\n<p>Samenvattingen van openbare berichtgeving.</p>\n<ul>\n{items}\n</ul>"
    head = f'<link rel="alternate" type="application/xml" href="{outlet["feed"]}">'
    return frame(page=front, outlet=outlet, head=head, body=body)


# ---------------------------------------------------------------- feeds, sitemaps, robots


def stamp(page: Page) -> datetime:
    return datetime.fromisoformat(f"{page.date}T07:00:00").replace(tzinfo=UTC)


def summary_line(page: Page) -> str:
    return f"{mark(page)}. {page.statements[0].sentence}" if page.source else page.title


def rss(outlet: dict[str, Any], pages: list[Page]) -> str:
    """Return an RSS 2.0 feed."""
    query = outlet.get("feed_query", "")
    items = "\n".join(
        f"<item><title>{escape(page.title)}</title><link>{escape(page.listed_url('feed') + query)}</link>"
        f'<guid isPermaLink="false">{escape(page.url)}</guid><pubDate>{format_datetime(stamp(page))}</pubDate>'
        f"<description>{escape(summary_line(page))}</description></item>"
        for page in pages
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel><title>{escape(outlet["name"])}</title>'
        f"<link>http://{outlet['id']}.example/</link><description>Samenvattingen</description><language>nl</language>\n"
        f"{items}\n</channel></rss>\n"
    )


def atom(outlet: dict[str, Any], pages: list[Page]) -> str:
    """Return an Atom feed."""
    site = f"http://{outlet['id']}.example/"
    entries = "\n".join(
        f'<entry><title>{escape(page.title)}</title><link rel="alternate" href="{escape(page.listed_url("feed"))}"/>'
        f"<id>{escape(page.url)}</id><published>{stamp(page).isoformat()}</published>"
        f"<updated>{stamp(page).isoformat()}</updated><summary>{escape(summary_line(page))}</summary></entry>"
        for page in pages
    )
    newest = max(stamp(page) for page in pages).isoformat()
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="nl">'
        f'<title>{escape(outlet["name"])}</title><id>{site}</id><link href="{site}"/>'
        f'<link rel="self" href="{site}{outlet["feed"]}"/><updated>{newest}</updated>'
        f"<author><name>{escape(outlet['name'])}</name></author>\n{entries}\n</feed>\n"
    )


def sitemap(pages: list[Page], *, news: str | None = None) -> str:
    """Return a sitemap; with the name of an outlet, one in the form of Google News."""
    spaces = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    if news:
        spaces += ' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
    rows = []
    for page in pages:
        detail = f"<lastmod>{page.date}</lastmod>"
        if news:
            detail = (
                f"<news:news><news:publication><news:name>{escape(news)}</news:name><news:language>nl</news:language>"
                f"</news:publication><news:publication_date>{stamp(page).isoformat()}</news:publication_date>"
                f"<news:title>{escape(page.title)}</news:title></news:news>"
            )
        rows.append(f"<url><loc>{escape(page.listed_url('sitemap'))}</loc>{detail}</url>")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset {spaces}>\n' + "\n".join(rows) + "\n</urlset>\n"


def outlet_files(outlet: dict[str, Any], pages: list[Page]) -> dict[str, bytes]:
    """Return the files of one host beside its articles: front page, robots, feed, sitemaps."""
    host = f"{outlet['id']}.example"
    listed = [page for page in pages if page.extra.get("feed", True)]
    feed = atom(outlet, listed) if outlet["feed"] == "atom.xml" else rss(outlet, listed)
    files = {"index.html": front_html(outlet, pages), outlet["feed"]: feed}
    robots = outlet["robots"]
    mapped = [page for page in pages if page.flag == "ok"]
    if "sitemap_index" in outlet:
        files["sitemap-news.xml"] = sitemap(mapped, news=outlet["name"])
        rows = f"<sitemap><loc>http://{host}/sitemap-news.xml</loc></sitemap>"
        files[outlet["sitemap_index"]] = (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</sitemapindex>\n'
        )
        robots += f"Sitemap: http://{host}/{outlet['sitemap_index']}\n"
    if "sitemap" in outlet:
        files[outlet["sitemap"]] = sitemap(mapped)
        robots += f"Sitemap: http://{host}/{outlet['sitemap']}\n"
    files["robots.txt"] = robots
    return {f"site/{host}/{name}": text.encode() for name, text in files.items()}


def publisher_json(outlet: dict[str, Any], pages: list[Page]) -> dict[str, Any]:
    """Return the outlet's record, in the form of data/publishers."""
    site = f"http://{outlet['id']}.example/"
    sitemaps = [outlet[key] for key in ("sitemap_index", "sitemap") if key in outlet]
    return {
        "id": outlet["id"],
        "name": outlet["name"],
        "owner": outlet["owner"],
        "kind": outlet["kind"],
        "region": outlet["region"],
        "languages": ["nl"],
        "site": site,
        "hosts": [f"{outlet['id']}.example"],
        "feeds": [site + outlet["feed"]] if "feed" in outlet else [],
        "sitemaps": [site + name for name in sitemaps],
        "identity": {
            "pattern": outlet["identity"],
            "address": outlet.get("address", f"{site}{{id}}"),
            "examples": [page.url for page in pages if page.flag == "ok"][:3],
            "counter_examples": [site, f"{site}robots.txt", "http://elders.example/artikel/10001/titel.html"],
        },
        "markers": {"consent": outlet.get("consent", []), "paywall": outlet.get("paywall", [])},
        "policy": {
            "fetch": outlet.get("fetch", True),
            "archive": True,
            "full_text": outlet.get("full_text", "public"),
            "quote_chars": 300,
            "tdm_reserved": False,
        },
        "delay_s": 0.05,
        "licence": LICENCE,
        "verified": True,
        "note": "Invented outlet of the sample; its pages are our own summaries of public reporting",
    }


# ---------------------------------------------------------------- documents


def document_node(page: Page, source: dict[str, Any]) -> dict[str, Any]:
    """Return the JSON-LD node of a document."""
    return {
        "@context": "https://schema.org",
        "@type": "CreativeWork",
        "name": page.title,
        "url": page.url,
        "inLanguage": "nl",
        "isBasedOn": based_on(source),
    }


def official_html(page: Page) -> str:
    """Return a document in the structure of a page of officielebekendmakingen.nl."""
    assert page.source is not None
    rows = "\n".join(f'<p class="common-al _p_common-al">{escape(text)}</p>' for text in page.texts)
    number = page.extra["identifier"]
    year, issue = number.split("-")[1:]
    node = document_node(page, page.source)
    return f"""<!DOCTYPE html>
<html lang="nl" xml:lang="nl">
<head>
<meta charset="utf-8">
<meta name="DC.title" content="{escape(page.title)}">
<meta name="OVERHEIDop.publicationName" content="Gemeenteblad">
<meta name="OVERHEIDop.jaargang" content="{year}">
<meta name="OVERHEIDop.publicationIssue" content="{issue}">
<meta name="DC.identifier" content="{number}" scheme="OVERHEIDop.GmbID">
<meta name="DC.creator" content="Heusden" scheme="OVERHEID.Gemeente">
<meta name="DC.description" content="{escape(mark(page))}">
<title>{escape(page.title)}</title>
<script type="application/ld+json">
{json.dumps(node, ensure_ascii=False, indent=1)}
</script>
</head>
<body>
<div id="Inhoud">
<div class="logo-nummer"><div class="nummer">Jaargang {year}<br>Nr. {issue}</div></div>
<div id="broodtekst"><div class="officiele-publicatie" lang="nl">
<p class="staatscourant_kop _p_single-kop-titel">{escape(page.title)}</p>
<aside class="merk">{escape(mark(page))} (<a href="{escape(page.source["url"])}">bron</a>)</aside>
<div class="_p_zakelijke-mededeling-tekst"><div class="_p_tekst">
{rows}
</div></div>
</div></div>
</div>
</body>
</html>
"""


def plain_html(page: Page) -> str:
    """Return a document as a plain page with its mark."""
    assert page.source is not None
    rows = "\n".join(f"<p>{escape(text)}</p>" for text in page.texts)
    node = document_node(page, page.source)
    return (
        f'<!doctype html>\n<html lang="nl">\n<head><meta charset="utf-8"><title>{escape(page.title)}</title>\n'
        f'<script type="application/ld+json">\n{json.dumps(node, ensure_ascii=False, indent=1)}\n</script></head>\n'
        f'<body><article><h1>{escape(page.title)}</h1>\n<aside class="merk">{escape(mark(page))}</aside>\n'
        f"{rows}\n</article></body>\n</html>\n"
    )


def ruling_xml(page: Page) -> str:
    """Return a document in the structure of open-rechtspraak, with our words in the places of the court's."""
    assert page.source is not None
    ecli = page.extra["identifier"]
    groups = "\n".join(
        f"      <paragroup>\n        <nr>{number}.</nr>\n        <para>{escape(text)}</para>\n      </paragroup>"
        for number, text in enumerate(page.texts, start=1)
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<open-rechtspraak>
  <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dcterms="http://purl.org/dc/terms/" \
xmlns:psi="http://psi.rechtspraak.nl/" xmlns:rdfs="http://www.w3.org/2000/01/rdf-schema#">
    <rdf:Description>
      <dcterms:identifier>{ecli}</dcterms:identifier>
      <dcterms:format>text/xml</dcterms:format>
      <dcterms:accessRights>public</dcterms:accessRights>
      <dcterms:issued rdfs:label="Publicatiedatum">{page.date}</dcterms:issued>
      <dcterms:publisher>Documentenlezer (samenvatting)</dcterms:publisher>
      <dcterms:language>nl</dcterms:language>
      <dcterms:creator rdfs:label="Instantie">Centrale Raad van Beroep</dcterms:creator>
      <dcterms:date rdfs:label="Uitspraakdatum">{page.source["date"]}</dcterms:date>
      <psi:zaaknummer rdfs:label="Zaaknr">15/2294 WWB</psi:zaaknummer>
      <dcterms:type>Samenvatting</dcterms:type>
      <dcterms:source>{escape(page.source["url"])}</dcterms:source>
      <dcterms:title>{escape(page.title)}</dcterms:title>
    </rdf:Description>
  </rdf:RDF>
  <inhoudsindicatie id="{ecli}:INH" lang="nl" xmlns="http://www.rechtspraak.nl/schema/rechtspraak-1.0">
    <para>{escape(page.extra["abstract"])}</para>
  </inhoudsindicatie>
  <uitspraak id="{ecli}:DOC" lang="nl" xmlns="http://www.rechtspraak.nl/schema/rechtspraak-1.0">
    <section role="overwegingen">
      <title>SAMENVATTING</title>
{groups}
    </section>
  </uitspraak>
</open-rechtspraak>
"""


def document_bytes(page: Page) -> bytes:
    """Return a document in its own format."""
    match page.extra["format"]:
        case "official":
            return official_html(page).encode()
        case "ruling":
            return ruling_xml(page).encode()
        case "pdf":
            assert page.source is not None
            return make_pdf(title=page.title, mark=f"{mark(page)}: {page.source['url']}", paragraphs=page.texts)
        case _:
            return plain_html(page).encode()


def sidecar(page: Page) -> dict[str, Any]:
    """Return what stands beside a document: what it is, and what it is based on."""
    assert page.source is not None
    keys = ("kind", "identifier", "municipality")
    return {
        "url": page.url,
        "title": page.title,
        "outlet": "Documentenlezer",
        "published": page.date,
        **{key: page.extra[key] for key in keys if key in page.extra},
        "isBasedOn": based_on(page.source),
        "note": page.extra["note"],
    }


# ---------------------------------------------------------------- truth


def truth_row(page: Page, file: str) -> dict[str, Any]:
    """Return what a page states: the gold of the tests."""
    row: dict[str, Any] = {"url": page.url, "host": page.host, "file": file, "title": page.title, "flag": page.flag}
    if page.source:
        row["based_on"] = page.source["url"]
        row["publisher"] = page.source["publisher"]
        row["source_date"] = page.source.get("date")
        row["facts"] = [*page.source.get("facts", []), page.source["url"]]
        if any(statement.basis for statement in page.statements):
            row["facts"].append("letter")
        row["facts"] = list(dict.fromkeys(row["facts"]))
    if "near_copy_of" in page.extra:
        row["near_copy_of"] = page.extra["near_copy_of"]
    if len(page.paths) > 1:
        row["also_at"] = [f"http://{page.host}/{path}" for path in page.paths[1:]]
    if "file" not in page.extra:
        row["in_feed"] = page.extra.get("feed", True)
    row["municipalities"] = page.codes
    row["paragraphs"] = page.texts if page.flag == "ok" else []
    row["triples"] = [{**t, "sentence": s.sentence} for s in page.statements for t in s.triples]
    row["links"] = [{**link, "sentence": s.sentence} for s in page.statements for link in s.links]
    return row


def sources_list(pages: list[Page]) -> str:
    """Return the sources as a Markdown list, with the pages that summarise each."""
    rows: dict[str, tuple[str, int]] = {}
    for page in pages:
        if page.source:
            name = page.source.get("title")
            title = f"‘{name}’, " if name else ""
            line = f"- {title}{page.source['publisher']}, {dutch_date(page.source.get('date'))}: <{page.source['url']}>"
            rows[page.source["url"]] = (line, rows.get(page.source["url"], ("", 0))[1] + 1)
    return "\n".join(line + (f" ({count} summaries)" if count > 1 else "") for line, count in rows.values())


# ---------------------------------------------------------------- the tree


def pretty(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def build(root: Path) -> dict[str, bytes]:
    """Return every file of the sample by its path below root."""
    raw = tomllib.loads((root / "pages.toml").read_text("utf-8"))
    outlets = {name: {"id": name, **outlet} for name, outlet in raw["outlets"].items()}
    pages = [read_page(page, raw["sources"]) for page in raw["pages"]]
    documents = [read_page(page, raw["sources"]) for page in raw["documents"]]

    files: dict[str, bytes] = {}
    for name, outlet in outlets.items():
        own = [page for page in pages if page.outlet == name]
        files[f"publishers/{name}.json"] = pretty(publisher_json(outlet, own or documents))
        if own:
            files |= outlet_files(outlet, own)
    for page in pages:
        if page.flag != "gone":
            for path in page.paths:
                files[f"site/{page.host}/{path}"] = page_bytes(page, outlets[page.outlet], pages)
    for page in documents:
        files[f"documents/{page.path}"] = document_bytes(page)
        files[f"documents/{page.path}.meta.json"] = pretty(sidecar(page))

    note = (
        "What the pages of the sample state, for tests. also_status and alt_practice are accepted too; optional is "
        "neither required nor penalised. Fact ids: the project's list of facts, the address of the source, or 'letter' "
        "for words that the request of FNV of 19 November 2021 quotes or reports from its source."
    )
    files["truth.json"] = pretty(
        {
            "note": note,
            "licence": LICENCE,
            "pages": [truth_row(page, f"site/{page.host}/{page.path}") for page in pages],
            "documents": [truth_row(page, f"documents/{page.path}") for page in documents],
        }
    )
    head = (root / "README.md").read_text("utf-8").partition(SOURCES_MARK)[0]
    files["README.md"] = f"{head}{SOURCES_MARK}\n\n{sources_list([*pages, *documents])}\n".encode()
    return files


def main(arguments: list[str]) -> int:
    """Write the tree, or with --check compare it."""
    wanted = build(HERE)
    present = {p.relative_to(HERE).as_posix() for folder in FOLDERS for p in (HERE / folder).rglob("*") if p.is_file()}
    stray = sorted(present - set(wanted))
    changed = sorted(
        name for name, data in wanted.items() if not (HERE / name).is_file() or (HERE / name).read_bytes() != data
    )
    if arguments == ["--check"]:
        for name in changed:
            print(f"differs: {name}")
        for name in stray:
            print(f"not described in pages.toml: {name}")
        return 1 if changed or stray else 0
    for name in changed:
        (HERE / name).parent.mkdir(parents=True, exist_ok=True)
        (HERE / name).write_bytes(wanted[name])
    for name in stray:
        (HERE / name).unlink()
    print(f"{len(wanted)} files, {len(changed)} written, {len(stray)} removed")
    return 0


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    sys.exit(main(sys.argv[1:]))
