"""Links of names from vectors made by hand, with weights so small that every answer can be foretold."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import spacy
from spacy.tokens import Doc

from graph.vocabulary import AgreementStatus, AgreementType, AmountKind, Role
from ingest.annotations import Entity, EntityLabel
from ingest.components import links as module
from ingest.components.encoder import Encoded, Gap, Pieces
from ingest.components.links import (
    NEAREST,
    OUTPUTS,
    REACH,
    STEPS,
    DocLinks,
    Kind,
    Link,
    Links,
    LinksModel,
    Mention,
    columns,
    distance,
    doc_links,
    gelu,
    mean,
    nearest,
    read_model,
    step,
    stretch,
)
from ingest.errors import ModelError

SIDE, HIDDEN = 2, 4
MEANINGS = {"signs": (1, 0, 0), "division": (0, 1, 0), "million": (0, 0, 1)}
"""The vector of each word: of an agreement, of a part, of money; all others are zero."""
AGREED, PART, ORDER, KIND = range(HIDDEN)


def made_weights() -> dict[str, np.ndarray]:
    """Weights of three inputs. What describes a couple of mentions (hidden layer):

    `AGREED` is high where "signs" stands between them, `PART` where the first is a division, `ORDER` where the first
    stands first, `KIND` where a person is asked about.
    """
    weights: dict[str, np.ndarray] = {}
    for name in ("one", "two", "between"):
        weights[name], weights[f"{name}.bias"] = np.zeros((3, SIDE)), np.zeros(SIDE)
    weights["between"][0, 0] = 10
    weights["one"][1, 0] = 3
    weights["kind"] = np.zeros((len(Kind), SIDE))
    weights["kind"][Kind.PERSON, 1] = 10
    weights["distance"] = np.zeros((2 * STEPS, SIDE))
    weights["distance"][STEPS:, 1] = 1
    weights["mix"], weights["mix.bias"] = np.zeros((4 * SIDE, HIDDEN)), np.zeros(HIDDEN)
    weights["mix"][3 * SIDE, AGREED] = 4
    weights["mix"][0, PART] = 4
    weights["mix"][3 * SIDE + 1, ORDER] = 4
    weights["mix"][3 * SIDE + 1, KIND] = 1
    for output, size in {"deal": 1, "unit": 1, **{name: len(OUTPUTS[name]) for name in OUTPUTS}}.items():
        weights[output] = np.zeros((3 if output == "sum" else HIDDEN, size))
        weights[f"{output}.bias"] = np.zeros(size)
    weights["deal"][AGREED], weights["deal.bias"][0] = 1, -2
    weights["unit"][PART], weights["unit.bias"][0] = 1, -2
    weights["types"][AGREED, columns("types").index("license")] = 1
    weights["status"][AGREED, columns("status").index("signed")] = 1
    weights["role"][ORDER, columns("role").index("licensee")] = 1
    weights["belongs"][KIND] = 1
    weights["sum"][2, columns("sum").index("upfront")] = 5
    weights["mix.days"] = np.array([0.5, 0.75, 0.25])
    return weights


@pytest.fixture
def model() -> LinksModel:
    return LinksModel({name: value.astype(np.float32) for name, value in made_weights().items()})


def encoded(text: str) -> Encoded:
    """Each word is a piece."""
    words = list(re.finditer(r"\w+|[^\w\s]", text))
    features = np.zeros((len(words), 3), dtype=np.int64)
    features[:, 1] = Gap.SPACE
    starts, ends = (np.array([f(word) for word in words], dtype=np.int64) for f in (re.Match.start, re.Match.end))
    vectors = np.array([MEANINGS.get(word[0], (0, 0, 0)) for word in words], dtype=np.float32).reshape(len(words), 3)
    ids = np.ones(len(words), dtype=np.int64)
    return Encoded(text, Pieces(ids, features, starts, ends), np.zeros((len(words), 1), np.float32), vectors)


def mentions(links: Links, text: str, name: str) -> list[Mention]:
    found = [links.places.mention(match.start(), match.end()) for match in re.finditer(re.escape(name), text)]
    return [mention for mention in found if mention is not None]


def told(model: LinksModel, text: str, a: str, b: str) -> Link | None:
    links = Links(encoded(text), model)
    return links.organizations(mentions(links, text, a), mentions(links, text, b))


def certain(model: LinksModel, text: str, a: str, b: str) -> Link:
    link = told(model, text, a, b)
    assert link is not None
    return link


def test_what_stands_between_two_organizations_tells_of_a_deal(model: LinksModel) -> None:
    deal = certain(model, "Orvane signs with Telbrook", "Orvane", "Telbrook")
    none = certain(model, "Orvane competes with Telbrook, says a friend who signs", "Orvane", "Telbrook")
    assert deal.deal > 1
    assert none.deal == pytest.approx(-2)
    assert max(deal.types, key=deal.types.__getitem__) is AgreementType.LICENSE
    assert max(deal.status, key=deal.status.__getitem__) is AgreementStatus.SIGNED


def test_a_pair_is_as_likely_as_its_likeliest_couple_of_mentions(model: LinksModel) -> None:
    text = "Orvane, Telbrook. Then Orvane signs with Telbrook"
    assert certain(model, text, "Orvane", "Telbrook").deal == pytest.approx(
        certain(model, "Orvane signs with Telbrook", "Orvane", "Telbrook").deal
    )


def test_roles_follow_the_order_and_turn_with_it(model: LinksModel) -> None:
    text = "Orvane signs with Telbrook"
    link, other = certain(model, text, "Orvane", "Telbrook"), certain(model, text, "Telbrook", "Orvane")
    first, second = link.roles
    assert first[Role.LICENSEE] > 3
    assert second[Role.LICENSEE] == 0
    assert other == link.turned()
    assert link.turned().turned() == link


def test_which_is_the_unit_of_which(model: LinksModel) -> None:
    text = "Orvane division belongs to Telbrook"
    link = certain(model, text, "Orvane division", "Telbrook")
    assert link.a_in_b > 1
    assert link.b_in_a == pytest.approx(-2)
    assert (link.turned().a_in_b, link.turned().b_in_a) == (link.b_in_a, link.a_in_b)


def test_two_that_never_stand_in_one_window_get_no_answer(model: LinksModel) -> None:
    text = "Orvane signs. " + "So it goes on here. " * 60 + "Telbrook signs."
    assert told(model, text, "Orvane", "Telbrook") is None


def test_two_in_one_window_but_far_apart_get_no_answer(model: LinksModel) -> None:
    within = "Orvane signs " + "so " * (REACH - 3) + "Telbrook"
    assert told(model, within, "Orvane", "Telbrook") is not None
    assert told(model, within.replace("signs", "signs on"), "Orvane", "Telbrook") is None


def test_what_is_not_in_the_text_gets_no_answer(model: LinksModel) -> None:
    assert told(model, "Orvane signs with Telbrook", "Orvane", "Brastow") is None
    links = Links(encoded("Orvane  signs"), model)
    assert links.places.mention(6, 7) is None
    assert links.purpose([]) is None
    assert links.belongs(Kind.SUM, [], [Mention(0, 0, 1)]) is None


def test_a_mention_ends_where_its_window_ends(model: LinksModel) -> None:
    text = "So it goes on here. " * 60
    places = Links(encoded(text), model).places
    whole = places.mention(0, len(text))
    assert whole is not None
    after = places.mention(text.index(".", 0), len(text))
    assert after is not None
    assert (whole.window, whole.first, after.end) == (0, 0, whole.end)
    assert whole.end < len(encoded(text).pieces) / 2 + 10


def test_only_the_nearest_couples_of_mentions_are_looked_at() -> None:
    left = [Mention(0, 10, 11), Mention(1, 300, 301)]
    right = [Mention(0, 10 + gap, 11 + gap) for gap in (90, 1, 30, 5, 60, REACH)] + [Mention(1, 302, 303)]
    found = nearest(left, right)
    assert [b.first - a.first for a, b in found] == [1, 2, 5, 30]
    assert len(found) == NEAREST


@pytest.mark.parametrize(
    ("a", "b", "between"),
    [
        ((1, 3), (5, 6), (3, 5)),
        ((5, 6), (1, 3), (3, 5)),
        ((1, 3), (3, 4), (1, 4)),
        ((2, 6), (3, 4), (2, 6)),
        ((4, 5), (4, 5), (4, 5)),
    ],
)
def test_between_two_mentions_is_what_parts_them_or_both(
    a: tuple[int, int], b: tuple[int, int], between: tuple[int, int]
) -> None:
    assert stretch(Mention(0, *a), Mention(0, *b)) == between


def test_distances_are_told_finer_where_they_are_small_and_apart_for_each_order() -> None:
    steps = [step(pieces) for pieces in range(REACH)]
    assert steps == sorted(steps)
    assert steps[0] == 0
    assert max(steps) < STEPS
    assert steps[1] != steps[3]
    assert steps[101] == steps[120]
    near, far = Mention(0, 3, 4), Mention(0, 9, 10)
    assert distance(near, far) == distance(far, near) + STEPS == step(6) + STEPS


def test_the_unit_of_the_hidden_layer_is_close_to_the_exact_one() -> None:
    from math import erf

    x = np.linspace(-5, 5, 101, dtype=np.float32)
    exact = [value * (1 + erf(value / 2**0.5)) / 2 for value in x.tolist()]
    assert np.abs(gelu(x) - exact).max() < 1e-3


def test_the_kind_that_is_asked_about_counts(model: LinksModel) -> None:
    text = "Orvane signs with Telbrook"
    links = Links(encoded(text), model)
    a, b = mentions(links, text, "Orvane"), mentions(links, text, "Telbrook")
    person, place = links.belongs(Kind.PERSON, a, b), links.belongs(Kind.PLACE, a, b)
    assert person is not None
    assert place is not None
    assert person > place + 5


def test_what_a_sum_is_for_is_read_from_all_its_mentions(model: LinksModel) -> None:
    text = "Telbrook pays 5 million now. The 5 follow"
    links = Links(encoded(text), model)
    here, there = (links.places.mention(match.start(), match.end()) for match in re.finditer(r"5( million)?", text))
    assert here is not None
    assert there is not None
    one, both = links.purpose([here]), links.purpose([here, there])
    assert one is not None
    assert both is not None
    assert max(one, key=one.__getitem__) is AmountKind.UPFRONT
    assert set(one) == set(AmountKind)
    assert both[AmountKind.UPFRONT] == pytest.approx(one[AmountKind.UPFRONT] / 2)


def test_rules_and_vectors_are_weighed_where_the_vectors_say_anything(model: LinksModel) -> None:
    assert model.weigh("days", 2.0, -4.0) == pytest.approx(0.5 + 1.5 - 1.0)
    assert model.weigh("days", 2.0, None) == 2.0


def test_the_mean_leaves_out_what_says_nothing() -> None:
    assert mean([1.0, None, 4.0]) == 2.5
    assert mean([None]) is None
    assert mean([]) is None


def made_doc(text: str, names: Mapping[str, EntityLabel]) -> Doc:
    doc = spacy.blank("en")(text)
    found = []
    for name, label in names.items():
        spans = [doc.char_span(m.start(), m.end()) for m in re.finditer(re.escape(name), text)]
        found.append(Entity(label, name, None, tuple((s.start, s.end) for s in spans if s is not None), 1.0, "test"))
    doc._.entities = found
    return doc


NAMES = {
    "Orvane": EntityLabel.ORGANIZATION,
    "Telbrook": EntityLabel.ORGANIZATION,
    "Ann Poe": EntityLabel.PERSON,
    "Brastow": EntityLabel.ORGANIZATION,
}
TEXT = "Orvane signs with Telbrook, says Ann Poe. Brastow is far." + " So it goes on." * 80 + " Brastow again, in May."


def test_links_of_a_doc_are_asked_for_by_entity(model: LinksModel) -> None:
    doc = made_doc(TEXT, NAMES)
    doc._.encoded = encoded(TEXT)
    links = DocLinks(doc, model)
    link = links.organizations(0, 1)
    assert link is not None
    assert link.deal == certain(model, TEXT, "Orvane", "Telbrook").deal
    assert links.organizations(1, 0) == link.turned()
    near, nobody = links.entity(2, 1), links.entity(2, 3)
    assert near is not None
    assert nobody is not None
    (may,) = links.mentions([(TEXT.index("May"), TEXT.index("May") + 3)])
    assert links.term(Kind.DAY, [may], [0, 1]) is None
    assert links.term(Kind.DAY, [may], [0, 3]) == links.term(Kind.DAY, [may], [3]) is not None
    assert links.of_deal(2, [0, 1]) == pytest.approx(mean([links.entity(2, 0), near]))
    assert links.weigh("days", 2.0, -4.0) == model.weigh("days", 2.0, -4.0)


@pytest.mark.parametrize("said", [None, encoded("")], ids=["without the encoder", "an empty text"])
def test_without_vectors_nothing_is_said_and_rules_alone_count(said: Encoded | None, model: LinksModel) -> None:
    doc = made_doc(TEXT, NAMES)
    doc._.encoded = said
    links = DocLinks(doc, model)
    assert links.organizations(0, 1) is None
    assert links.entity(2, 1) is None
    assert links.of_deal(2, [0, 1]) is None
    assert links.mentions([(0, 6)]) == []
    assert links.term(Kind.DAY, [], [0]) is None
    assert links.purpose([]) is None
    assert links.weigh("days", 2.0, None) == 2.0


def test_the_links_of_a_doc_are_made_once(model: LinksModel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "load_model", lambda: model)
    doc = made_doc(TEXT, NAMES)
    doc._.encoded = encoded(TEXT)
    assert doc_links(doc) is doc_links(doc)


def saved(path: Path, **changes: Any) -> Path:
    arrays = made_weights() | {f"{name}.names": np.array(columns(name)) for name in OUTPUTS} | changes
    kept: dict[str, Any] = {name: value for name, value in arrays.items() if value is not None}
    np.savez_compressed(path, **kept)
    return path


def test_weights_are_read_from_a_file(tmp_path: Path, model: LinksModel) -> None:
    read = read_model(saved(tmp_path / "links.npz"))
    assert set(read.weights) == set(model.weights)
    text = "Orvane signs with Telbrook"
    assert told(read, text, "Orvane", "Telbrook") == told(model, text, "Orvane", "Telbrook")


def test_a_file_without_the_names_of_its_columns_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"cannot read.*types\.names.*install Cellpact again"):
        read_model(saved(tmp_path / "links.npz", **{"types.names": None}))


@pytest.mark.parametrize("output", sorted(OUTPUTS))
def test_a_file_made_for_other_columns_is_refused(tmp_path: Path, output: str) -> None:
    other = np.array(columns(output)[::-1])
    with pytest.raises(ModelError, match=f"made for other {output}.*train it again"):
        read_model(saved(tmp_path / "links.npz", **{f"{output}.names": other}))


def test_a_file_that_is_missing_or_no_weights_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="install Cellpact again"):
        read_model(tmp_path / "links.npz")
    (tmp_path / "links.npz").write_bytes(b"something else")
    with pytest.raises(ModelError, match="install Cellpact again"):
        read_model(tmp_path / "links.npz")
