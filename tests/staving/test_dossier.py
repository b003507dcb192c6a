"""A case file is checked as a whole, and each mistake says where it is and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from staving.dossier import check_dossier, load_dossier
from staving.dossier.fields import span_date
from staving.dossier.norms import is_norm, respell_norm
from staving.dossier.settings import Search
from staving.dossier.text import Mistake
from staving.errors import DossierError

SETTINGS = """\
title = "Zaak Zandmeer"
subject = "GM0303"
complainant = "Burgerbond"
complainant_names = ["Burgerbond", "de bond"]
exhibits_word = "bijlage"
letter_date = 2024-02-01

[collect]
feeds = [
  "https://krant.example/rss.xml",
]
folders = ["stukken"]

[reliability]
default = 0.7
"De Krant" = 0.9
"""

CLAIMS = """\
propositions:
  - id: C1
    statement: Het college moet stoppen
    kind: policy
    side: claimant
  - id: P1
    statement: De gemeente filmt gesprekken
    kind: fact
    side: neutral
    parent: C1
    norms: ["AVG art. 6 lid 1 onder e"]
    standard: corroborated
    valid: {from: 2019-03, to: 2020}
    cues:
      practices: [video_recording]
      statuses: [in_use]
      municipality: subject
      text: filmen, camera
      against: [geen camera, uitgezet]
  - id: P2
    statement: Medewerkers voelen zich veilig
    kind: fact
    side: respondent
arguments:
  - id: A1
    conclusion: C1
    premises: [P1, {id: P2, role: assumption}]
    scheme: rule_to_case
  - id: A2
    conclusion: null
    premises: [{id: P2, role: ordinary}]
    polarity: con
    undercuts: A1
"""


def write_case(folder: Path, *, settings: str = SETTINGS, claims: str = CLAIMS) -> Path:
    (folder / "stukken").mkdir(parents=True, exist_ok=True)
    (folder / "dossier.toml").write_text(settings, encoding="utf-8")
    (folder / "claims.yaml").write_text(claims, encoding="utf-8")
    return folder


def only(mistakes: tuple[Mistake, ...]) -> Mistake:
    assert len(mistakes) == 1, [str(item) for item in mistakes]
    return mistakes[0]


def test_a_good_case_file_becomes_records(tmp_path: Path) -> None:
    assert check_dossier(write_case(tmp_path)) == ()
    case = load_dossier(tmp_path)
    assert (case.title, case.subject, case.exhibits_word) == ("Zaak Zandmeer", "GM0303", "bijlage")
    assert case.complainant_names == ("Burgerbond", "de bond")
    assert (case.letter_date, case.as_of) == ("2024-02-01", None)
    assert case.reliability == {"default": 0.7, "De Krant": 0.9}
    assert case.collect.feeds == ("https://krant.example/rss.xml",)
    assert case.collect.folders == (str((tmp_path / "stukken").resolve()),)
    claim, fact, other = case.propositions
    assert [item.ordinal for item in case.propositions] == [0, 1, 2]
    assert (claim.parent, fact.parent, fact.standard) == (None, "C1", "corroborated")
    assert (fact.valid_from, fact.valid_to) == ("2019-03-01", "2020-12-31")
    assert (other.burden, other.standard, other.cues) == ("claimant", "preponderance", {})
    assert fact.cues == {
        "practices": ["video_recording"],
        "statuses": ["in_use"],
        "municipality": "subject",
        "text": "filmen, camera",
        "against": "geen camera, uitgezet",
    }
    assert [(item.argument_id, item.proposition_id, item.role) for item in case.premises] == [
        ("A1", "P1", "ordinary"),
        ("A1", "P2", "assumption"),
        ("A2", "P2", "ordinary"),
    ]
    assert (case.arguments[1].conclusion, case.arguments[1].undercuts) == (None, "A1")


def test_searches_and_addresses_of_services_are_read(tmp_path: Path) -> None:
    settings = f"""{SETTINGS}
[[collect.searches]]
access = "official_publications"
query = 'opname* OR "heimelijk filmen"'
municipalities = ["GM0303"]
since = 2014
until = "2021-11"
limit = 50

[[collect.searches]]
access = "wayback"
url = "krant.example"

[collect.bases]
council = "https://kopie.example/elastic/"
"""
    collect = load_dossier(write_case(tmp_path, settings=settings)).collect
    first, second = collect.searches
    assert first == Search(
        access="official_publications",
        query='opname* OR "heimelijk filmen"',
        municipalities=("GM0303",),
        since="2014-01-01",
        until="2021-11-30",
        limit=50,
    )
    assert (second.access, second.url, second.limit) == ("wayback", "krant.example", 200)
    assert collect.bases == {"council": "https://kopie.example/elastic"}


SEARCH = '[[collect.searches]]\naccess = "register"\n[[collect.searches]]\naccess = "rulings"\n{}\n[reliability]'
SEARCH_MISTAKES = [
    ("[reliability]", SEARCH.format(line), 18, f"collect.searches[2].{key}", message, remedy)
    for line, key, message, remedy in (
        ('zoek = "x"', "zoek", "no key of this table", "query"),
        ('municipalities = ["GM0303", "GM9999"]', "municipalities", "no municipality GM9999", "CBS code"),
        ('municipalities = "Dronten"', "municipalities", "Dronten is no CBS code", "write GM0303"),
        ('since = "gisteren"', "since", "no date", "2021-11-19"),
        ('until = "2020"\nsince = 2021-01-01', "until", "before since", "exchange"),
        ("limit = 0", "limit", "is 0", "from 1"),
        ("limit = 2.5", "limit", "is 2.5", "whole number"),
        ('limit = "veel"', "limit", "is text", "write a number"),
        ('url = "geen adres"', "url", "no web address and no domain", "https://"),
        ("identifiers = 3", "identifiers", "is a number, not a list", "list"),
    )
] + [
    ("[reliability]", '[[collect.searches]]\naccess = "ruling"\n[reliability]', 15, "collect.searches[1].access",
     "no service ruling", "did you mean rulings"),
    ("[reliability]", '[[collect.searches]]\nquery = "x"\n[reliability]', 14, "collect.searches[1].access",
     "is missing", "add access"),
    ("[reliability]", '[[collect.searches]]\naccess = "wayback"\n[reliability]', 15, "collect.searches[1].access",
     "for nothing", "add url"),
    ("[reliability]", "[collect.bases]\nraad = 1\n[reliability]", 15, "collect.bases.raad", "no key", "choose one"),
    ("[reliability]", '[collect.bases]\ncouncil = "kopie"\n[reliability]', 15, "collect.bases.council",
     "no web address", "https://"),
    ("[reliability]", "[collect.searches]\n[reliability]", 14, "collect.searches", "no list of searches",
     "[[collect.searches]]"),
]  # fmt: skip

SETTINGS_MISTAKES = [
    ('title = "Zaak Zandmeer"', 'titel = "Zaak"\ntitle = "Zaak"', 1, "titel", "no key", "did you mean title"),
    ('title = "Zaak Zandmeer"', "", 1, "title", "missing", "add title"),
    ('title = "Zaak Zandmeer"', 'title = " "', 1, "title", "empty", "write a text"),
    ('title = "Zaak Zandmeer"', "title = 12", 1, "title", "is a number, not text", "double quotes"),
    ('subject = "GM0303"', 'subject = "GM9999"', 2, "subject", "no municipality GM9999", "GM0303"),
    ('subject = "GM0303"', 'subject = "Dronten"', 2, "subject", "no CBS code", "write GM0303"),
    ('subject = "GM0303"', 'subject = "Atlantis"', 2, "subject", "no CBS code", "four digits"),
    ('exhibits_word = "bijlage"', 'exhibits_word = "bijlagen"', 5, "exhibits_word", "'bijlagen'", "bijlage"),
    ("letter_date = 2024-02-01", 'letter_date = "1 mei"', 6, "letter_date", "no date", "2021-11-19"),
    ("letter_date = 2024-02-01", 'as_of = "2023-02-29"', 6, "as_of", "no date", "2021-11-19"),
    ('folders = ["stukken"]', 'folder = ["stukken"]', 12, "collect.folder", "no key", "did you mean folders"),
    ('folders = ["stukken"]', "folders = 3", 12, "collect.folders", "is a number, not a list", "list"),
    ('folders = ["stukken"]', 'folders = ["stukken", 3]', 12, "collect.folders[2]", "is a number", "double quotes"),
    ('folders = ["stukken"]', 'publishers = ["bestaatniet"]', 12, "collect.publishers", "no publisher", ""),
    ('  "https://krant.example/rss.xml",', '  "krant.example/rss",', 9, "collect.feeds", "no web address", "https://"),
    ('folders = ["stukken"]', 'proxy = "ftp://x"', 12, "collect.proxy", "no web address", "https://"),
    ("default = 0.7", "default = 1.7", 15, "reliability.default", "is 1.7", "from 0 to 1"),
    ("default = 0.7", 'default = "0.7"', 15, "reliability.default", "is text", "from 0 to 1"),
    ('"De Krant" = 0.9', '"De Krant" = true', 16, "reliability.De Krant", "truth value", "from 0 to 1"),
    *SEARCH_MISTAKES,
    ("[reliability]", "[[reliability]]", 14, "reliability", "is a list, not a table", "keys"),
]


@pytest.mark.parametrize("case", SETTINGS_MISTAKES)
def test_mistakes_in_the_settings(tmp_path: Path, case: tuple[str, str, int, str, str, str]) -> None:
    old, new, line, key, message, remedy = case
    assert old in SETTINGS
    if "publishers" in key:
        (tmp_path / "bronnen").mkdir()
        (tmp_path / "bronnen" / "krant.json").write_text('{"id": "krant"}', encoding="utf-8")
        new += '\npublishers_dir = "bronnen"'
    mistake = only(check_dossier(write_case(tmp_path, settings=SETTINGS.replace(old, new))))
    assert (mistake.file, mistake.line, mistake.key) == (str(tmp_path / "dossier.toml"), line, key)
    assert message in mistake.message
    assert remedy in mistake.remedy
    assert not mistake.is_warning


FACT = "  - id: P2\n    statement: Medewerkers voelen zich veilig\n    kind: fact\n    side: respondent\n"
CLAIMS_MISTAKES = [
    ("    kind: policy", "    kindd: policy\n    kind: policy", 4, "propositions[C1].kindd", "no key", "kind"),
    ("    kind: policy", "    kind: feit", 4, "propositions[C1].kind", "cannot be 'feit'", "fact"),
    ("    kind: policy", "    kind: Policy", 4, "propositions[C1].kind", "cannot be 'Policy'", "did you mean policy"),
    ("    kind: policy", "    kind: [policy]", 4, "propositions[C1].kind", "is a list", "policy"),
    ("    kind: policy\n", "", 2, "propositions[C1].kind", "missing", "add it"),
    ("    side: respondent", "    side: fnv", 23, "propositions[P2].side", "cannot be 'fnv'", "claimant"),
    ("    statement: Het college moet stoppen", "    statement:", 3, "propositions[C1].statement", "empty", "add"),
    ("    statement: Het college moet stoppen", "    statement: [a]", 3, "propositions[C1].statement", "list", "text"),
    ("    parent: C1", "    parent: C11", 10, "propositions[P1].parent", "no proposition C11", "did you mean C1?"),
    ("    parent: C1", "    parent: P1", 10, "propositions[P1].parent", "loop (P1 -> P1)", "cut"),
    ("    kind: policy", "    kind: policy\n    parent: P1", 5, "propositions[C1].parent", "C1 -> P1 -> C1", "cut"),
    ("    standard: corroborated", "    standard: hoog", 12, "propositions[P1].standard", "'hoog'", "scintilla"),
    ("    standard: corroborated", "    burden: burger", 12, "propositions[P1].burden", "'burger'", "controller"),
    ("{from: 2019-03, to: 2020}", "{from: mei}", 13, "propositions[P1].valid.from", "no date (mei)", "2021"),
    ("{from: 2019-03, to: 2020}", "{from: 2021, to: 2020}", 13, "propositions[P1].valid.to", "before", "dates"),
    ("{from: 2019-03, to: 2020}", "{van: 2021}", 13, "propositions[P1].valid.van", "no key", "from"),
    ("{from: 2019-03, to: 2020}", "2019", 13, "propositions[P1].valid", "is a number, not a table", "from, to"),
    ("[video_recording]", "[video_recordin]", 15, "propositions[P1].cues.practices", "no practice", "video_recording"),
    ("      statuses: [in_use]", "      statuses: [used]", 16, "propositions[P1].cues.statuses", "no status", ""),
    ("municipality: subject", "municipality: mine", 17, "propositions[P1].cues.municipality", "mine", "subject"),
    ("      text: filmen", "      tekst: filmen", 18, "propositions[P1].cues.tekst", "no key", "did you mean text"),
    ("      text: filmen, camera", "      text: {a: 1}", 18, "propositions[P1].cues.text", "table of keys", "list"),
    (FACT, FACT + FACT, 24, "propositions[P2].id", "already the id on line 20", "own id"),
    (FACT, FACT.replace("id: P2", "id: ''") + FACT, 20, "propositions[3].id", "empty", "text"),
    (FACT, FACT + "  - P9\n", 24, "propositions[4]", "is text, not a table", "id, statement"),
    (FACT, FACT + "    side: neutral\n", 24, "propositions[3].side", "twice (first on line 23)", "keep one"),
    ("    conclusion: C1\n", "    conclusion: C9\n", 26, "arguments[A1].conclusion", "no proposition C9", "C1"),
    ("    conclusion: C1\n", "", 25, "arguments[A1].conclusion", "missing", "name the proposition"),
    ("    conclusion: C1\n", "    conclusion: P1\n", 26, "arguments[A1].conclusion", "P1 is also a premise", "cut"),
    ("    conclusion: null", "    conclusion: C1", 33, "arguments[A2].undercuts", "beside a conclusion", "keep one"),
    ("    undercuts: A1", "    undercuts: A9", 33, "arguments[A2].undercuts", "no argument A9", "A1"),
    ("    undercuts: A1", "    undercuts: A2", 33, "arguments[A2].undercuts", "argument itself", "name"),
    ("[P1, {id: P2, role: assumption}]", "[]", 27, "arguments[A1].premises", "no premise", "at least one"),
    ("    premises: [P1, {id: P2, role: assumption}]\n", "", 25, "arguments[A1].premises", "missing", "at least one"),
    ("[P1, {id: P2, role: assumption}]", "P1", 27, "arguments[A1].premises", "is text, not a list", "dash"),
    ("[P1, {id: P2, role: assumption}]", "[P3]", 27, "arguments[A1].premises[1].id", "no proposition P3", "P1"),
    ("[P1, {id: P2, role: assumption}]", "[7]", 27, "arguments[A1].premises[1]", "is a number", "{id: P01"),
    ("[P1, {id: P2, role: assumption}]", "[P1, P1]", 27, "arguments[A1].premises[2].id", "twice", "keep one"),
    ("role: assumption", "role: maybe", 27, "arguments[A1].premises[2].role", "'maybe'", "assumption"),
    ("    polarity: con", "    polarity: tegen", 32, "arguments[A2].polarity", "'tegen'", "pro, con"),
    ("  - id: A2", "  - id: A1", 29, "arguments[A1].id", "already the id on line 25", "own id"),
    ("arguments:", "argumenten:", 24, "argumenten", "no key", "did you mean arguments"),
    ("    kind: policy", "\tkind: policy", 4, "", "no valid YAML", "never with tabs"),
    ("Het college moet stoppen", "Stop: nu", 3, "", "no valid YAML", "double quotes"),
    ("Het college moet stoppen", "%stop", 3, "", "no valid YAML", "double quotes"),
    ("Het college moet stoppen", "!stop nu", 3, "propositions[1].statement", "tag", "double quotes"),
    ("Het college moet stoppen", "&a [*a]", 3, "propositions[1].statement[1]", "alias", "write the value out"),
]


@pytest.mark.parametrize("case", CLAIMS_MISTAKES)
def test_mistakes_in_the_claims(tmp_path: Path, case: tuple[str, str, int, str, str, str]) -> None:
    old, new, line, key, message, remedy = case
    assert old in CLAIMS
    mistakes = check_dossier(write_case(tmp_path, claims=CLAIMS.replace(old, new, 1)))
    mistake = next(item for item in mistakes if message in item.message)
    assert (mistake.file, mistake.line, mistake.key) == (str(tmp_path / "claims.yaml"), line, key)
    assert remedy in mistake.remedy
    assert not mistake.is_warning


def test_a_loop_of_support_names_its_members(tmp_path: Path) -> None:
    extra = "  - {id: A3, conclusion: P1, premises: [P2]}\n  - {id: A4, conclusion: P2, premises: [C1]}\n"
    mistake = only(check_dossier(write_case(tmp_path, claims=CLAIMS + extra)))
    assert mistake.message == "closes a loop of support (C1 -> P1 -> P2 -> C1)"
    assert (mistake.key, mistake.line) == ("arguments[A1].premises", 27)


@pytest.mark.parametrize(
    "extra",
    [
        "  - {id: A3, conclusion: P1, premises: [C1], polarity: con}\n",
        "  - {id: A3, conclusion: P1, premises: [P2, {id: C1, role: exception}]}\n",
        "  - {id: A3, conclusion: null, premises: [C1], undercuts: A2}\n",
    ],
)
def test_what_carries_nothing_closes_no_loop(tmp_path: Path, extra: str) -> None:
    assert check_dossier(write_case(tmp_path, claims=CLAIMS + extra)) == ()


def test_all_mistakes_are_collected_and_loading_raises_the_first(tmp_path: Path) -> None:
    write_case(
        tmp_path,
        settings=SETTINGS.replace("GM0303", "GM9999"),
        claims=CLAIMS.replace("kind: policy", "kind: a").replace("undercuts: A1", "undercuts: A7"),
    )
    mistakes = check_dossier(tmp_path)
    assert [(Path(item.file).name, item.line) for item in mistakes] == [
        ("dossier.toml", 2),
        ("claims.yaml", 4),
        ("claims.yaml", 33),
    ]
    with pytest.raises(DossierError, match=r"dossier\.toml:2: subject: .* - .* \(2 more: run `staving check"):
        load_dossier(tmp_path)


def test_warnings_do_not_keep_a_case_from_being_used(tmp_path: Path) -> None:
    claims = CLAIMS.replace("AVG art. 6 lid 1 onder e", "AVG art. 6(1)(e)").replace(
        "practices: [video_recording]", "practices: []"
    )
    settings = SETTINGS.replace("GM0303", "GM0000").replace('["stukken"]', '["weg"]')
    mistakes = check_dossier(write_case(tmp_path, settings=settings, claims=claims))
    assert all(item.is_warning for item in mistakes)
    assert [item.key for item in mistakes] == [
        "subject",
        "collect.folders",
        "propositions[P1].norms",
        "propositions[P1].cues.statuses",
        "propositions[P1].cues.municipality",
    ]
    assert mistakes[2].remedy == "write AVG art. 6 lid 1 onder e"
    assert load_dossier(tmp_path).subject == "GM0000"


@pytest.mark.parametrize("name", ["dossier.toml", "claims.yaml"])
@pytest.mark.parametrize(
    ("data", "line", "message"),
    [
        (None, 0, "is not there"),
        (b"", 0, "is empty"),
        (b"\n \n", 0, "is empty"),
        (b"# caf\xe9\n", 1, "is not UTF-8"),
        (b"# a\n# b\n\xff\xfe\n", 3, "is not UTF-8"),
        (b"a: 1\n\x00\x01", 2, "NUL"),
    ],
)
def test_files_that_cannot_be_read(tmp_path: Path, name: str, data: bytes | None, line: int, message: str) -> None:
    write_case(tmp_path)
    if data is None:
        (tmp_path / name).unlink()
    else:
        (tmp_path / name).write_bytes(data)
    mistake = next(item for item in check_dossier(tmp_path) if message in item.message)
    assert (mistake.file, mistake.line) == (str(tmp_path / name), line)


@pytest.mark.parametrize(
    ("name", "opening"),
    [("dossier.toml", "x = "), ("claims.yaml", ""), ("claims.yaml", "- " * 5000), ("lexicon.json", "")],
)
def test_deep_nesting_is_no_crash(tmp_path: Path, name: str, opening: str) -> None:
    (write_case(tmp_path) / name).write_text(opening + "[" * 5000 + "]" * 5000, encoding="utf-8")
    assert check_dossier(tmp_path)[0].file == str(tmp_path / name)


@pytest.mark.parametrize("name", ["dossier.toml", "claims.yaml", "gazetteer.csv", "lexicon.json"])
def test_a_folder_in_the_place_of_a_file(tmp_path: Path, name: str) -> None:
    write_case(tmp_path)
    (tmp_path / name).unlink(missing_ok=True)
    (tmp_path / name).mkdir()
    assert "cannot be read" in only(check_dossier(tmp_path)).message


@pytest.mark.parametrize(
    ("settings", "line"),
    [
        ('title = "a"\ntitle = "b"\n', 2),
        ('title = "a"\n\nsubject = \n', 3),
        ('title = "a\n', 1),
        ("[collect]\na = 1\n[collect]\n", 3),
        ("[collect\n", 1),
    ],
)
def test_toml_that_does_not_parse_names_the_line(tmp_path: Path, settings: str, line: int) -> None:
    mistake = only(check_dossier(write_case(tmp_path, settings=settings)))
    assert (mistake.line, mistake.message[:16]) == (line, "is no valid TOML")
    assert "at line" not in mistake.message


def test_aliases_that_multiply_are_stopped(tmp_path: Path) -> None:
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    mistake = only(check_dossier(write_case(tmp_path, claims="\n".join(rows))))
    assert "more than 200000 values" in mistake.message


@pytest.mark.parametrize("claims", ["- a\n- b\n", "tekst\n", "# niets\n", "propositions: []\n", "propositions:\n"])
def test_claims_without_propositions(tmp_path: Path, claims: str) -> None:
    only(check_dossier(write_case(tmp_path, claims=claims)))


def test_words_of_yaml_1_1_stay_words(tmp_path: Path) -> None:
    claims = CLAIMS.replace("id: C1", "id: no").replace(": C1", ": no").replace("Het college moet stoppen", "yes")
    claims = claims.replace("[geen camera, uitgezet]", "[on, off, 2014-01-01]")
    assert check_dossier(write_case(tmp_path, claims=claims)) == ()
    case = load_dossier(tmp_path)
    assert (case.propositions[0].id, case.propositions[0].statement) == ("no", "yes")
    assert case.propositions[1].cues["against"] == "on, off, 2014-01-01"


def test_numbers_serve_as_ids(tmp_path: Path) -> None:
    claims = CLAIMS.replace("id: C1", "id: 1.10").replace(": C1", ": 1.10")
    assert check_dossier(write_case(tmp_path, claims=claims)) == ()
    assert load_dossier(tmp_path).propositions[0].id == "1.10"


def test_windows_line_ends_and_byte_order_marks_are_taken(tmp_path: Path) -> None:
    write_case(tmp_path)
    for name, text in (("dossier.toml", SETTINGS), ("claims.yaml", CLAIMS)):
        (tmp_path / name).write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert check_dossier(tmp_path) == ()


@pytest.mark.parametrize("name", ["bestaatniet", "geen/map", "geen/map/dossier.toml", ""])
def test_a_dossier_that_is_not_there(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DossierError):
        load_dossier(name)


def test_publishers_all_gives_each_record(tmp_path: Path) -> None:
    settings = SETTINGS.replace('folders = ["stukken"]', 'publishers_dir = "bronnen"\npublishers = "all"')
    (tmp_path / "bronnen").mkdir()
    (tmp_path / "bronnen" / "b.json").write_text('{"id": "avondblad"}', encoding="utf-8")
    (tmp_path / "bronnen" / "krant.json").write_text("[", encoding="utf-8")
    settings += '\n[collect.grounds]\navondblad = "toestemming van 1 mei"\n'
    assert check_dossier(write_case(tmp_path, settings=settings)) == ()
    collect = load_dossier(tmp_path).collect
    assert (collect.publishers, collect.grounds) == (("avondblad", "krant"), {"avondblad": "toestemming van 1 mei"})
    assert collect.publishers_dir == (tmp_path / "bronnen").resolve()


def test_a_ground_for_an_unknown_publisher_is_a_mistake(tmp_path: Path) -> None:
    (tmp_path / "bronnen").mkdir()
    (tmp_path / "bronnen" / "avondblad.json").write_text("{}", encoding="utf-8")
    settings = SETTINGS.replace('folders = ["stukken"]', 'publishers_dir = "bronnen"')
    settings += '\n[collect.grounds]\navondblat = "licentie"\n'
    mistake = only(check_dossier(write_case(tmp_path, settings=settings)))
    assert (mistake.line, mistake.key) == (19, "collect.grounds.avondblat")
    assert mistake.remedy == "did you mean avondblad?"


NAMES = "kind,name,codes,note\norganisation,Samenwerking Polder,GM0303 GM0034,\n"
NAMES_MISTAKES = [
    ("kind,name,codes,note", "soort,name,codes,note", 1, "soort", "no column"),
    ("kind,name,codes,note", "kind,name,note", 1, "codes", "missing"),
    ("organisation", "bedrijf", 2, "kind", "cannot be 'bedrijf'"),
    ("Samenwerking Polder", "", 2, "name", "empty"),
    ("GM0303 GM0034", "GM0303 0034", 2, "codes", "no municipality '0034'"),
    ("GM0303 GM0034", "GM9999", 2, "codes", "no municipality 'GM9999'"),
    ("GM0034,", "GM0034,a,b", 2, "", "5 cells under 4 columns"),
    ("Samenwerking", '"Samenwerking', 2, "", "no valid CSV"),
]


def test_extra_names(tmp_path: Path) -> None:
    (write_case(tmp_path) / "gazetteer.csv").write_text(NAMES.replace(",", ";"), encoding="utf-8")
    name = load_dossier(tmp_path).names[0]
    assert (name.kind, name.name, name.codes) == ("organisation", "Samenwerking Polder", ("GM0303", "GM0034"))


@pytest.mark.parametrize("case", NAMES_MISTAKES)
def test_mistakes_in_the_names(tmp_path: Path, case: tuple[str, str, int, str, str]) -> None:
    old, new, line, key, message = case
    assert old in NAMES
    (write_case(tmp_path) / "gazetteer.csv").write_text(NAMES.replace(old, new), encoding="utf-8")
    mistake = next(item for item in check_dossier(tmp_path) if message in item.message)
    assert (mistake.file, mistake.line, mistake.key) == (str(tmp_path / "gazetteer.csv"), line, key)


WORDS = """\
{
\t"practices": [
    {"id": "drone_flight", "label": "drone", "category": "covert",
     "definition": "Een drone vliegt boven erven."}
  ],
  "forms": [
    {"practice": "drone_flight", "forms": ["drone"], "examples": ["Een drone vloog."]}
  ]
}
"""
WORDS_MISTAKES = [
    ("practices", "practises", 2, "practises", "no key"),
    ('"drone_flight", "label"', '"Drone", "label"', 3, "practices[1].id", "no id"),
    ('"drone_flight", "label"', '"bodycam", "label"', 3, "practices[1].id", "a practice bodycam already"),
    ('"label": "drone", ', "", 3, "practices[1].label", "missing"),
    ('"practice": "drone_flight"', '"practice": "drone_fligt"', 7, "forms[1].practice", "no practice drone_fligt"),
    ('"forms": ["drone"]', '"forms": []', 7, "forms[1].forms", "no word"),
    ('"forms": ["drone"], ', "", 7, "forms[1].forms", "missing"),
    ('["drone"]', '["drone"', 7, "", "no valid JSON"),
    ('"label": "drone"', '"label": "drone", "label": "x"', 3, "practices[1].label", "twice"),
]


def test_extra_practices_may_be_cues(tmp_path: Path) -> None:
    (tmp_path / "lexicon.json").write_text(WORDS, encoding="utf-8")
    write_case(tmp_path, claims=CLAIMS.replace("[video_recording]", "[drone_flight]"))
    assert check_dossier(tmp_path) == ()
    case = load_dossier(tmp_path)
    assert (case.practices[0].id, case.forms[0].forms) == ("drone_flight", ("drone",))


@pytest.mark.parametrize("case", WORDS_MISTAKES)
def test_mistakes_in_the_words(tmp_path: Path, case: tuple[str, str, int, str, str]) -> None:
    old, new, line, key, message = case
    assert old in WORDS
    (write_case(tmp_path) / "lexicon.json").write_text(WORDS.replace(old, new), encoding="utf-8")
    mistake = next(item for item in check_dossier(tmp_path) if message in item.message)
    assert (mistake.file, mistake.line, mistake.key) == (str(tmp_path / "lexicon.json"), line, key)


def test_a_mistake_is_one_line(tmp_path: Path) -> None:
    mistake = only(check_dossier(write_case(tmp_path, settings=SETTINGS.replace("GM0303", "Dronten"))))
    path = tmp_path / "dossier.toml"
    assert str(mistake) == f"{path}:2: subject: Dronten is no CBS code - write GM0303"


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("2014", ("2014-01-01", "2014-12-31")),
        ("2020-02", ("2020-02-01", "2020-02-29")),
        ("2021-12", ("2021-12-01", "2021-12-31")),
        ("2021-11-19", ("2021-11-19", "2021-11-19")),
        ("2021-13", None),
        ("0000", None),
        ("9999-12", ("9999-12-01", "9999-12-31")),
        ("19-11-2021", None),
    ],
)
def test_dates_as_precise_as_they_are_written(text: str, span: tuple[str, str] | None) -> None:
    assert span_date(text) == span


@pytest.mark.parametrize(
    "norm",
    [
        "AVG",
        "AVG art. 35",
        "AVG art. 6 lid 1 onder e",
        "AVG art. 4 onder 11",
        "AVG overweging 43",
        "Vrijstellingsbesluit Wbp art. 38",
        "Participatiewet art. 53a lid 6",
        "BW art. 6:162",
        "Wet SUWI",
    ],
)
def test_norms_as_they_are_spelled(norm: str) -> None:
    assert is_norm(norm)


@pytest.mark.parametrize(
    ("norm", "better"),
    [
        ("AVG art. 6(1)(e)", "AVG art. 6 lid 1 onder e"),
        ("AVG artikel 35", "AVG art. 35"),
        ("AVG art. 6, lid 1, sub e", "AVG art. 6 lid 1 onder e"),
        ("AVG art 35", "AVG art. 35"),
        ("AVG art. 5 en 6", None),
        ("artikel 6 AVG", None),
        ("AVG art.", None),
        ("", None),
    ],
)
def test_other_spellings_of_norms_get_the_right_one(norm: str, better: str | None) -> None:
    assert not is_norm(norm)
    assert respell_norm(norm) == better
