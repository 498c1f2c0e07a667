"""The head in training and the run time give the same numbers; needs the training extra."""

import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch", reason="needs the training extra")
pytest.importorskip("safetensors", reason="needs the training extra")

import torch

from ingest.components.encoder import Encoded, split_pieces
from ingest.components.links import OUTPUTS, USES, Kind, Links, LinksModel, read_model
from ingest.train.labels import TAGS
from ingest.train.links_examples import LinksExample, Truth, read_examples
from ingest.train.links_export import export_links, weights
from ingest.train.links_fit import Recipe, batches, fit_links, links_loss
from ingest.train.links_network import MASK, Answers, JointNetwork, LinksHead, collate
from ingest.train.links_scores import score_links
from ingest.train.network import WIDTH, NameTagger
from tests.ingest.train.links_text import MARKED, release, tokenizer

LONG = MARKED.replace(
    "\n==", "\n\n" + "It goes on and on, as it did before. " * 60 + "\n\nOrvane and Telbrook met.\n==", 1
)


@pytest.fixture(scope="module")
def texts() -> list[LinksExample]:
    return read_examples(tokenizer(), [release(), release(LONG.replace("orvane-licence", "orvane-longer"))])


@pytest.fixture(scope="module")
def head() -> LinksHead:
    torch.manual_seed(1)
    made = LinksHead()
    made.eval()
    return made


def vectors(text: LinksExample) -> np.ndarray:
    pieces = sum(len(window) - 2 for window in text.windows)
    return np.random.default_rng(pieces).normal(size=(pieces, WIDTH)).astype(np.float32)


def answers(head: LinksHead, texts: list[LinksExample]) -> Answers:
    with torch.inference_mode():
        return head(torch.from_numpy(np.concatenate([vectors(text) for text in texts])), collate(texts))


@pytest.mark.parametrize("number", [0, 1], ids=["one window", "several windows"])
def test_the_run_time_says_what_the_head_says(head: LinksHead, texts: list[LinksExample], number: int) -> None:
    one = texts[number]
    text = (release(), release(LONG))[number]["text"]
    pieces = split_pieces(tokenizer(), text)
    said = Encoded(text, pieces, np.zeros((len(pieces), len(TAGS)), np.float32), vectors(one))
    links, found = Links(said, LinksModel(weights(head))), answers(head, [one])
    organizations = found.organizations.tolist()
    for place, (a, b) in enumerate(one.pairs):
        left, right, kind = one.nodes[a].mentions, one.nodes[b].mentions, one.nodes[a].kind
        if kind is not Kind.ORGANIZATION:
            assert links.belongs(kind, left, right) == pytest.approx(float(found.belongs[place, kind]), abs=1e-4)
            continue
        link, row = links.organizations(left, right), organizations.index(place)
        assert link is not None
        assert link.deal == pytest.approx(float(found.deal[row]), abs=1e-4)
        assert [link.a_in_b, link.b_in_a] == pytest.approx(found.unit[row].tolist(), abs=1e-4)
        assert list(link.types.values()) == pytest.approx(found.types[row].tolist(), abs=1e-4)
        assert list(link.status.values()) == pytest.approx(found.status[row].tolist(), abs=1e-4)
        for side in range(2):
            assert list(link.roles[side].values()) == pytest.approx(found.roles[row, side].tolist(), abs=1e-4)
    for node in one.truth.purposes:
        scores = found.purposes[torch.from_numpy(one.mention_node == node)].mean(0)
        purpose = links.purpose(one.nodes[node].mentions)
        assert purpose is not None
        assert list(purpose.values()) == pytest.approx(scores.tolist(), abs=1e-4)


def test_a_text_is_read_alike_in_any_company(head: LinksHead, texts: list[LinksExample]) -> None:
    together, alone = answers(head, texts[::-1]), answers(head, texts[:1])
    assert torch.allclose(together.belongs[-len(alone.belongs) :], alone.belongs, atol=1e-5)
    assert torch.allclose(together.deal[-len(alone.deal) :], alone.deal, atol=1e-5)
    assert torch.allclose(together.purposes[-len(alone.purposes) :], alone.purposes, atol=1e-5)


def test_pieces_of_a_batch_are_those_of_its_windows(texts: list[LinksExample]) -> None:
    batch = collate(texts)
    laid = batch.mask.flatten()[batch.order]
    assert len(laid) == sum(len(window) - 2 for text in texts for window in text.windows)
    assert bool(laid.all())
    assert not {101, 102} & set(batch.ids.flatten()[batch.order].tolist())


def test_hidden_names_are_masked(texts: list[LinksExample]) -> None:
    one = texts[1]
    batch = collate([one], hidden=1.0, rng=random.Random(0))  # noqa: S311 - not secrets
    ids = batch.ids.flatten()[batch.order]
    named = torch.zeros(len(ids), dtype=torch.bool)
    for node in one.nodes:
        if node.kind in {Kind.ORGANIZATION, Kind.PERSON, Kind.TECHNOLOGY, Kind.INDICATION}:
            for mention in node.mentions:
                named[mention.first : mention.end] = True
    assert torch.equal(ids == MASK, named)
    assert not bool((collate([one]).ids == MASK).any())


def certain(text: LinksExample, sure: float) -> Answers:
    """Answers that are all right (for `sure` above zero) and as sure as that."""
    batch = collate([text])
    pairs = [(a, b) for a, b in text.pairs if text.nodes[a].kind is Kind.ORGANIZATION]

    def signs(right: list[bool]) -> list[float]:
        return [sure if one else -sure for one in right]

    deals = [text.truth.deals.get(pair, []) for pair in pairs]
    return Answers(
        organizations=(batch.kind == Kind.ORGANIZATION).nonzero()[:, 0],
        deal=torch.tensor(signs([bool(found) for found in deals])),
        types=torch.tensor([signs([bool(d) and t in d[0].types for t in OUTPUTS["types"]]) for d in deals]),
        status=torch.tensor([signs([bool(d) and s == d[0].status for s in OUTPUTS["status"]]) for d in deals]),
        roles=torch.tensor(
            [[signs([bool(d) and r == d[0].roles[side] for r in OUTPUTS["role"]]) for side in range(2)] for d in deals]
        ),
        unit=torch.tensor([signs([p in text.truth.units for p in ((a, b), (b, a))]) for a, b in pairs]),
        belongs=torch.tensor([signs([pair in text.truth.belongs] * len(Kind)) for pair in text.pairs]),
        purposes=torch.tensor(
            [signs([p == text.truth.purposes.get(n) for p in OUTPUTS["sum"]]) for n in text.mention_node.tolist()]
        ),
    )


def test_the_loss_is_small_only_for_what_is_so(texts: list[LinksExample]) -> None:
    one = texts[0]
    parts = {"deal", "unit", "types", "status", "role", "belongs", "sum"}
    right, wrong = (links_loss(certain(one, sure), collate([one]), [one]) for sure in (9.0, -9.0))
    assert set(right) == set(wrong) == parts
    assert all(float(right[part]) < 0.01 for part in parts)
    assert all(float(wrong[part]) > 2 for part in parts)


def test_a_deal_of_many_counts_no_more_than_one_of_two(texts: list[LinksExample]) -> None:
    one = texts[0]
    (pair, (deal,)) = next(iter(one.truth.deals.items()))
    many = replace(one, truth=Truth({pair: [replace(deal, parties=8)]}, one.truth.units, one.truth.belongs))
    wrong = certain(one, -9.0)
    two, eight = (links_loss(wrong, collate([one]), [text]) for text in (one, many))
    assert float(eight["types"]) == pytest.approx(float(two["types"]) / 4)
    assert float(eight["status"]) == pytest.approx(float(two["status"]) / 4)


def test_every_text_is_in_one_batch(texts: list[LinksExample]) -> None:
    many = [replace(texts[number % 2], source=str(number)) for number in range(11)]
    found = list(batches(many, 3, random.Random(0)))  # noqa: S311 - not secrets
    assert sorted(text.source for part in found for text in part) == sorted(text.source for text in many)
    assert max(map(len, found)) == 3


def test_fitting_learns_the_links_of_a_text_and_leaves_names_as_they_are(texts: list[LinksExample]) -> None:
    torch.manual_seed(0)
    told: list[str] = []
    recipe = Recipe(epochs=12, rate=1e-4, head_rate=6e-3, texts=2, hidden=0.0, average=0.5)
    names = NameTagger(0.1)
    before = {name: value.clone() for name, value in names.state_dict().items()}
    fitted = fit_links(JointNetwork(names, LinksHead(0.0)), texts[:1], recipe, report=told.append)
    scores = score_links(fitted, texts[:1])
    assert scores["deal"] == scores["person"] == scores["status"] == scores["purpose"] == 1
    changed = {name for name, value in fitted.names.state_dict().items() if not torch.equal(value, before[name])}
    assert changed == {name for name in before if name.startswith("links.")}
    assert len(told) == recipe.epochs
    assert "epoch 12/12" in told[-1]
    assert "belongs" in told[-1]


def test_a_pair_that_never_stands_in_one_window_counts_as_missed(texts: list[LinksExample]) -> None:
    one = texts[0]
    torch.manual_seed(0)
    model = JointNetwork(NameTagger(0.0), LinksHead(0.0))
    (unit,) = one.truth.units
    apart = replace(one, truth=replace(one.truth, units={unit, (97, 98)}))
    found, missed = score_links(model, [one])["unit"], score_links(model, [apart])["unit"]
    # Three organizations: six ordered pairs that are ranked, and the one that is not comes last.
    assert missed == pytest.approx((found + 2 / 7) / 2)


def test_the_file_of_weights_is_what_the_run_time_reads(head: LinksHead, tmp_path: Path) -> None:
    export_links(head, tmp_path / "model", mixes={"days": (1.0, 2.0, 3.0)})
    read = read_model(tmp_path / "model" / "links.npz")
    for name, value in weights(head).items():
        assert np.allclose(read.weights[name], value, atol=2e-3), name
    assert {f"mix.{use}" for use in USES} <= set(read.weights)
    assert read.weigh("days", 10.0, 100.0) == pytest.approx(321)
    assert read.weigh("deal", 1.0, 1.0) == pytest.approx(1.0)
