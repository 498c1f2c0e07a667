"""Explanations of hand-built documents, on a terminal, as plain text and as a page."""

import io
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
import spacy
from rich.console import Console
from spacy.tokens import Doc
from typer.testing import CliRunner, Result

import cellpact
from graph.facts import AmountFact
from graph.vocabulary import AgreementStatus, AgreementType, AmountKind, Role
from ingest.annotations import (
    Agreement,
    Amount,
    Candidate,
    Entity,
    EntityLabel,
    Party,
    Position,
    Support,
    Trace,
    Unit,
    note_dropped,
)
from ingest.components.entities import without_overlaps
from ingest.components.positions import positions
from ingest.components.relation_model import load_model
from ingest.components.units import units
from ingest.explain import Explanation, explain
from ingest.explain.gather import Group, amount
from ingest.explain.html import page
from ingest.explain.text import console_for, show
from ingest.extract.facts import facts_of
from ingest.extract.run import Extractor
from ingest.release import make_release

ORG, PERSON, TECHNOLOGY = EntityLabel.ORGANIZATION, EntityLabel.PERSON, EntityLabel.TECHNOLOGY
SENTENCES = (
    "Orbis Cell GmbH licensed CD19 CAR-T from Tal University .",
    "Orbis CEO Ada Moor met <b>Lyon & Co</b> .",
)


def made(*sentences: str) -> Doc:
    """Tokens cut at spaces, a sentence each, with a trace."""
    words = [word for sentence in sentences for word in sentence.split()]
    starts = [number == 0 for sentence in sentences for number in range(len(sentence.split()))]
    doc = Doc(spacy.blank("en").vocab, words=words, sent_starts=[*starts])
    doc._.trace = Trace()
    return doc


@pytest.fixture
def doc() -> Doc:
    doc = made(*SENTENCES)
    doc._.entities = [
        Entity(ORG, "Orbis Cell GmbH", "company", ((0, 3), (10, 11)), 0.9, "patterns.legal_form"),
        Entity(ORG, "Tal University", "institution", ((7, 9),), 0.8, "gazetteer.known"),
        Entity(PERSON, "Ada Moor", None, ((12, 14),), 0.95, "names.model"),
        Entity(TECHNOLOGY, "CD19 CAR-T", "modality", ((4, 6),), 0.9, "technologies.known", "car-t"),
        Entity(TECHNOLOGY, "CD19", "target", ((4, 5),), 0.7, "technologies.known", "cd19"),
    ]
    doc._.candidates = [
        Candidate(ORG, (0, 3), "names.model", 0.97),
        Candidate(ORG, (0, 3), "patterns.legal_form", 0.9),
        Candidate(ORG, (0, 3), "names.model", 0.5),
        Candidate(PERSON, (0, 3), "names.doubtful", 0.06),
        Candidate(ORG, (15, 16), "names.doubtful", 0.31),
    ]
    said = (Support((0, 10), "agreements.license", 0.72),)
    doc._.agreements = [
        Agreement(
            (AgreementType.LICENSE, AgreementType.OPTION),
            AgreementStatus.SIGNED,
            (Party(0, Role.LICENSEE), Party(1, Role.LICENSOR)),
            said,
            technologies=(3,),
            amounts=(Amount(AmountKind.UPFRONT, 5_000_000, "EUR"), Amount(AmountKind.ROYALTY, percent=8, up_to=True)),
            territories=("Europe",),
            date="2024-03",
        )
    ]
    doc._.positions = [Position(2, "CEO", 0, (Support((10, 19), "positions.before", 0.91),))]
    note_dropped(doc, (15, 16), "ORG", "probability 0.31, at least 0.50 is needed")
    note_dropped(doc, (0, 10), "agreement of Orbis Cell GmbH and Lyon", "probability 0.20 is too low")
    note_dropped(doc, (0, 0), "agreement of Tal University and Lyon", "probability 0.11 is too low")
    return doc


def explained(doc: Doc, **fields: str) -> Explanation:
    return explain(doc, facts_of(doc, make_release(doc.text, id="r", **fields), pipeline="0.1+test"))  # type: ignore[arg-type]


def plain(explanation: Explanation) -> str:
    out = io.StringIO()
    show(explanation, console_for(out))
    return out.getvalue()


def on_terminal(explanation: Explanation) -> str:
    out = io.StringIO()
    show(explanation, Console(file=out, force_terminal=True, color_system="truecolor", width=100, highlight=False))
    return out.getvalue()


class Page(HTMLParser):
    """What a browser would see of a page: its tags are balanced, and links lead somewhere."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.inside: list[int] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: set[str] = set()
        self.marked: list[tuple[str, str]] = []
        self.titles: list[str] = []
        self.at: dict[str, str] = {}
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.add(tag)
        if tag not in {"meta", "br"}:
            self.open.append(tag)
        if found.get("id"):
            self.ids.append(str(found["id"]))
        if found.get("href"):
            self.links.append(str(found["href"]))
        if tag == "mark" and found.get("title"):
            self.inside.append(len(self.marked))
            self.marked.append((str(found["class"]), ""))
            self.titles.append(str(found["title"]))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        if tag == "mark" and self.inside:
            self.inside.pop()

    def handle_data(self, data: str) -> None:
        for number in self.inside:
            kind, before = self.marked[number]
            self.marked[number] = kind, before + data
        if self.ids and "section" in self.open:
            self.at[self.ids[-1]] = self.at.get(self.ids[-1], "") + data


def lines_of(explanation: Explanation, group: Group) -> dict[str, tuple[str, ...]]:
    return {line.title: line.details for line in dict(explanation.facts)[group]}


def test_facts_are_told_in_words(doc: Doc) -> None:
    doc._.units = [Unit(1, 0, (Support((10, 19), "units.known", 0.6),))]
    found = explained(doc)
    assert [group for group, _ in found.facts] == list(Group)
    assert lines_of(found, Group.AGREEMENTS) == {
        "license + option, signed, 2024-03": (
            "Orbis Cell GmbH (licensee), Tal University (licensor)",
            "covers CD19 CAR-T",
            "terms upfront EUR 5,000,000, royalty up to 8%",
            "in Europe",
        )
    }
    assert lines_of(found, Group.POSITIONS) == {"Ada Moor, CEO, Orbis Cell GmbH": ()}
    assert lines_of(found, Group.UNITS) == {"Tal University is a unit of Orbis Cell GmbH": ()}
    assert lines_of(found, Group.ORGANIZATIONS) == {
        "Orbis Cell GmbH": ("company · named 2 times · also Orbis",),
        "Tal University": ("institution",),
    }
    assert lines_of(found, Group.TECHNOLOGIES)["CD19"] == ("target · concept cd19",)
    assert lines_of(found, Group.PEOPLE) == {"Ada Moor": ()}


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        (
            AmountFact(kind=AmountKind.TOTAL, amount=1_000_000_000, currency="USD", up_to=True),
            "total up to USD 1,000,000,000",
        ),
        (AmountFact(kind=AmountKind.ROYALTY, percent=7.5), "royalty 7.5%"),
        (AmountFact(kind=AmountKind.UPFRONT), "upfront undisclosed"),
        (AmountFact(kind=AmountKind.OTHER, amount=0, currency="EUR"), "other EUR 0"),
    ],
)
def test_amounts(entry: AmountFact, words: str) -> None:
    assert amount(entry) == words


def test_a_name_tells_who_proposed_it_and_with_which_confidence(doc: Doc) -> None:
    orbis = dict(explained(doc).facts)[Group.ORGANIZATIONS][0]
    assert orbis.sources == ("names.model 0.97", "patterns.legal_form 0.90")
    assert orbis.confidence == 0.9


def test_what_was_dropped_stands_with_its_reason_in_text_order(doc: Doc) -> None:
    refusals = explained(doc).refusals
    assert [(r.what, r.surface, r.reason, r.sources) for r in refusals] == [
        ("agreement of Tal University and Lyon", "", "probability 0.11 is too low", ()),
        ("agreement of Orbis Cell GmbH and Lyon", "", "probability 0.20 is too low", ()),
        ("ORG", "<b>Lyon", "probability 0.31, at least 0.50 is needed", ("names.doubtful 0.31",)),
    ]
    assert refusals[0].quote is None
    quoted = [doc.text[r.quote.start : r.quote.end] for r in refusals if r.quote]
    assert quoted == list(SENTENCES)


def test_what_was_kept_after_all_or_dropped_twice_is_told_once_at_most(doc: Doc) -> None:
    before = explained(doc).refusals
    note_dropped(doc, (15, 16), "ORG", "probability 0.31, at least 0.50 is needed")
    note_dropped(doc, (7, 9), "ORG", "overlaps with another")
    assert explained(doc).refusals == before


def test_without_a_trace_nothing_is_noted(doc: Doc) -> None:
    doc._.trace = None
    note_dropped(doc, (0, 1), "ORG", "no reason")
    assert doc._.trace is None
    assert explained(doc).refusals == ()


def test_plain_text_names_sentence_rule_and_confidence(doc: Doc) -> None:
    text = plain(explained(doc, title="Orbis \x1b[31mlicenses", publisher="The Wire"))
    assert "\x1b" not in text
    assert not re.search(r" $", text, re.MULTILINE)
    assert "Agreements (1)\n  0.72  license + option, signed, 2024-03\n" in text
    quoted = "“[Orbis Cell GmbH] licensed [CD19 CAR-T] from [Tal University] .” agreements.license 0.72"
    assert quoted in " ".join(text.split())
    assert "proposed by names.model 0.97, patterns.legal_form 0.90" in text
    assert "no    ORG “<b>Lyon”: probability 0.31, at least 0.50 is needed\n" in text
    assert "The Wire · r\n" in text


def test_a_terminal_shows_names_in_colour_and_without_brackets(doc: Doc) -> None:
    text = on_terminal(explained(doc))
    assert "[Orbis Cell GmbH]" not in text
    assert re.search(r"\x1b\[1;36mOrbis Cell GmbH\x1b\[0m licensed \x1b\[1;32mCD19 CAR-T\x1b\[0m", text)


def test_a_release_that_says_nothing_says_so() -> None:
    found = explained(made("Nothing happened here today ."))
    assert "Nothing was found" in plain(found)
    assert "Nothing was found" in page([found])


def test_the_page_marks_names_also_within_names_and_what_was_dropped(doc: Doc) -> None:
    seen = Page(page([explained(doc)]))
    assert seen.marked == [
        ("organization", "Orbis Cell GmbH"),
        ("technology", "CD19 CAR-T"),
        ("technology", "CD19"),
        ("organization", "Tal University"),
        ("organization", "Orbis"),
        ("person", "Ada Moor"),
        ("dropped", "<b>Lyon"),
    ]
    assert seen.titles[0] == "organization Orbis Cell GmbH: names.model 0.97, patterns.legal_form 0.90"
    assert seen.titles[-1] == "not kept as ORG: probability 0.31, at least 0.50 is needed"


def test_every_sentence_of_a_fact_is_a_link_to_where_it_stands(doc: Doc) -> None:
    seen = Page(page([explained(doc), explained(doc)]))
    assert len(seen.ids) == len(set(seen.ids))
    assert {link.removeprefix("#") for link in seen.links} <= set(seen.ids)
    assert seen.at["r1-s0"].strip() == SENTENCES[0]
    assert {"#r1-s0", "#r1-s1", "#r2-s0"} <= set(seen.links)


def test_a_text_can_do_nothing_on_the_page(doc: Doc) -> None:
    text = page([explained(doc, title="<script>alert(1)</script>", url="javascript:alert(1)", publisher='"><img>')])
    seen = Page(text)
    assert {"script", "img", "b", "link", "iframe"} & seen.tags == set()
    assert all(link.startswith("#") for link in seen.links)
    assert "default-src 'none'" in text
    assert "url(" not in text
    assert "prefers-color-scheme: dark" in text


def test_an_address_is_a_link(doc: Doc) -> None:
    assert "https://example.org/a?b=1&c=2" in Page(page([explained(doc, url="https://example.org/a?b=1&c=2")])).links


def test_a_name_across_two_sentences_stays_whole() -> None:
    doc = made("We like Acme", "Inc. very much today .")
    doc._.entities = [Entity(ORG, "Acme Inc.", "company", ((2, 4),), 0.9, "names.model")]
    seen = Page(page([explained(doc)]))
    assert seen.marked == [("organization", "Acme Inc.")]
    assert {link.removeprefix("#") for link in seen.links} <= set(seen.ids)


def test_mentions_that_lost_against_others_are_noted() -> None:
    doc = made("Orbis CAR-T works .", "Both have told their shareholders .")
    surer = Entity(TECHNOLOGY, "Orbis CAR-T", "product", ((0, 2),), 0.9, "technologies.known")
    doc._.entities = without_overlaps(doc, [Entity(ORG, "Orbis", "company", ((0, 1),), 0.6, "names.model"), surer])
    assert [entity.name for entity in doc._.entities] == ["Orbis CAR-T"]
    (dropped,) = explained(doc).refusals
    assert (dropped.what, dropped.surface) == ("ORG", "Orbis")
    assert dropped.reason == "overlaps with “Orbis CAR-T” (TECHNOLOGY), which is surer or longer"


def test_a_title_without_an_organization_is_noted() -> None:
    doc = made("Ada Moor , CEO , smiled .", "Both have told their shareholders .")
    doc._.entities = [Entity(PERSON, "Ada Moor", None, ((0, 2),), 0.9, "names.model")]
    (dropped,) = explained(positions(doc)).refusals
    assert (dropped.what, dropped.surface) == ("position", "CEO")
    assert dropped.reason.endswith("no organization is in sight where Ada Moor is it")


def test_a_position_that_is_not_likely_enough_is_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    doc = made("Ada Moor , CEO of Orbis , smiled .", "Both have told their shareholders .")
    person = Entity(PERSON, "Ada Moor", None, ((0, 2),), 0.9, "names.model")
    doc._.entities = [person, Entity(ORG, "Orbis", "company", ((5, 6),), 0.9, "names.model")]
    strict = replace(load_model(), keep=1.0)
    monkeypatch.setattr("ingest.components.positions.load_model", lambda: strict)
    (dropped,) = explained(positions(doc)).refusals
    assert dropped.what == "Ada Moor as CEO of Orbis"
    assert re.search(r"probability 0\.\d\d, at least 1\.00 is needed$", dropped.reason)


def test_a_unit_that_a_rarely_right_rule_reads_is_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    doc = made("Orbis is a unit of Tal .", "Both have told their shareholders .")
    doc._.entities = [
        Entity(ORG, "Orbis", "company", ((0, 1),), 0.9, "names.model"),
        Entity(ORG, "Tal", "company", ((5, 6),), 0.9, "names.model"),
    ]
    assert explained(units(doc)).refusals == ()
    monkeypatch.setattr("ingest.components.units.precision_of", lambda _: 0.25)
    (dropped,) = explained(units(doc)).refusals
    assert dropped.what == "Orbis as a unit of Tal"
    assert dropped.reason == "units.is_unit: it is right in 25% of cases, and 40% are needed"


def cli(*arguments: object) -> Result:
    return CliRunner().invoke(cellpact.app, ["extract", *map(str, arguments)])


@pytest.fixture
def release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file to read, by a pipeline that finds nothing but sentences."""
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    monkeypatch.setattr(Extractor, "load", lambda without, version: Extractor(nlp, f"{version}{sorted(without)}"))
    path = tmp_path / "release.txt"
    path.write_text("Orbis opens a plant in Ghent. It is large.", "utf-8")
    return path


def test_explain_replaces_the_records(release: Path, tmp_path: Path) -> None:
    found = cli("--explain", release)
    assert found.exit_code == 0, found.output
    assert "Nothing was found" in found.stdout
    assert not found.stdout.startswith("{")
    assert cli("--explain", "-q", "-o", tmp_path / "out.txt", release).stdout == ""
    assert "Nothing was found" in (tmp_path / "out.txt").read_text("utf-8")


def test_html_writes_one_page_for_all_releases_and_nothing_else(release: Path, tmp_path: Path) -> None:
    target = tmp_path / "page.html"
    found = cli("--html", target, release, release)
    assert (found.exit_code, found.stdout) == (0, "")
    assert "2 read, 0 rejected" in found.stderr
    seen = Page(target.read_text("utf-8"))
    assert {"r1", "r2"} <= set(seen.ids)


def test_one_bad_source_does_not_stop_the_others(release: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty.txt"
    empty.touch()
    found = cli("--explain", empty, release)
    assert found.exit_code == 1
    assert "rejected" in found.stderr
    assert "Nothing was found" in found.stdout


def test_a_failing_component_is_a_rejection(release: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: Doc) -> None:
        raise ValueError("odd text")

    monkeypatch.setattr("ingest.extract.run.facts_of", lambda doc, *_, **__: fail(doc))
    found = cli("--explain", release)
    assert found.exit_code == 1
    assert "odd text" in found.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--html", "page.txt", "{release}"), "name it OUT.html"),
        (("--html", "{page}", "{page}"), "would overwrite the source"),
        (("--html", "{missing}/page.html", "{release}"), "cannot write"),
        (("--explain", "-p", "2", "{release}"), "in one process"),
        (("--html", "{missing}.html", "-o", "out.jsonl", "{release}"), "writes no records"),
        (("--explain", "{missing}"), "no such file"),
    ],
)
def test_wrong_use(release: Path, tmp_path: Path, arguments: tuple[str, ...], message: str) -> None:
    text = "<p>Orbis opens a plant in Ghent. It is large.</p>"
    given = tmp_path / "given.html"
    given.write_text(text, "utf-8")
    filled = [part.format(release=release, page=given, missing=tmp_path / "missing") for part in arguments]
    found = cli(*filled)
    assert found.exit_code == 2, found.output
    assert message in " ".join(re.sub("[│\n]", " ", found.stderr).split())
    assert given.read_text("utf-8") == text
