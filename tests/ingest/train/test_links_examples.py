"""What the head of links learns from, made of one release; needs no training extra."""

import pytest

from graph.vocabulary import AgreementStatus, AgreementType, AmountKind, Role
from ingest.components.encoder import split_pieces
from ingest.components.links import Kind, Mention, distance, nearest, stretch
from ingest.train.links_examples import Agreed, LinksExample, read_examples
from tests.ingest.train.links_text import release, tokenizer


@pytest.fixture(scope="module")
def made() -> LinksExample:
    (found,) = read_examples(tokenizer(), [release()])
    return found


def surfaces(example: LinksExample, number: int) -> list[str]:
    text = release()["text"]
    pieces = split_pieces(tokenizer(), text)
    return [text[pieces.starts[m.first] : pieces.ends[m.end - 1]] for m in example.nodes[number].mentions]


def test_names_sums_days_and_places_become_nodes_with_all_their_mentions(made: LinksExample) -> None:
    found = [(node.kind.name, surfaces(made, number)) for number, node in enumerate(made.nodes)]
    assert ("ORGANIZATION", ["Telbrook Bio", "Telbrook Bio", "Telbrook"]) in found
    assert ("ORGANIZATION", ["Orvane Labs"]) in found
    assert ("PERSON", ["Marit Sand"]) in found
    assert ("TECHNOLOGY", ["OVT-12"]) in found
    assert ("INDICATION", ["acute myeloid leukemia"]) in found
    assert ("SUM", ["$12 million"]) in found
    assert ("DAY", ["today"]) in found
    assert ("PLACE", ["Japan"]) in found


def number_of(example: LinksExample, kind: Kind, surface: str) -> int:
    return next(i for i, node in enumerate(example.nodes) if node.kind is kind and surface in surfaces(example, i))


def test_what_is_so_is_told_of_the_nodes(made: LinksExample) -> None:
    orvane, telbrook, labs = (
        number_of(made, Kind.ORGANIZATION, name) for name in ("Orvane Therapeutics", "Telbrook Bio", "Orvane Labs")
    )
    types = frozenset({AgreementType.LICENSE})
    roles = Role.LICENSOR, Role.LICENSEE
    assert made.truth.deals == {(orvane, telbrook): [Agreed(types, AgreementStatus.SIGNED, roles, 2)]}
    assert made.truth.units == {(labs, orvane)}
    person = number_of(made, Kind.PERSON, "Marit Sand")
    covered = [
        number_of(made, kind, name)
        for kind, name in (
            (Kind.TECHNOLOGY, "OVT-12"), (Kind.INDICATION, "acute myeloid leukemia"), (Kind.SUM, "$12 million"),
            (Kind.DAY, "today"), (Kind.PLACE, "Japan"),
        )
    ]  # fmt: skip
    both = {(node, party) for node in covered for party in (orvane, telbrook)}
    assert made.truth.belongs == both | {(person, orvane)}
    assert made.truth.purposes == {number_of(made, Kind.SUM, "$12 million"): AmountKind.UPFRONT}


def test_every_node_is_paired_with_every_organization_and_two_organizations_once(made: LinksExample) -> None:
    organizations = [n for n, node in enumerate(made.nodes) if node.kind is Kind.ORGANIZATION]
    others = [n for n in range(len(made.nodes)) if n not in organizations]
    wanted = {(a, b) for a in organizations for b in organizations if a < b}
    wanted |= {(a, b) for a in others for b in organizations}
    assert len(made.pairs) == len(set(made.pairs))
    assert set(made.pairs) == wanted


def test_couples_are_those_of_the_run_time(made: LinksExample) -> None:
    mentions = [m for node in made.nodes for m in node.mentions]
    assert made.starts.tolist() == [m.first for m in mentions]
    assert made.ends.tolist() == [m.end for m in mentions]
    found: dict[int, list[tuple[Mention, Mention]]] = {}
    rows = made.couples
    for i in range(len(rows.pair)):
        a, b = mentions[rows.a[i]], mentions[rows.b[i]]
        found.setdefault(int(rows.pair[i]), []).append((a, b))
        assert (rows.low[i], rows.high[i]) == stretch(a, b)
        assert (rows.there[i], rows.back[i]) == (distance(a, b), distance(b, a))
    assert found == {
        number: nearest(made.nodes[a].mentions, made.nodes[b].mentions) for number, (a, b) in enumerate(made.pairs)
    }


def test_a_text_without_words_is_left_out() -> None:
    groups = ("organizations", "people", "technologies", "indications", "agreements", "units", "positions")
    empty = {"id": "none", "text": " \n ", **{group: [] for group in groups}}
    assert read_examples(tokenizer(), [empty]) == []
