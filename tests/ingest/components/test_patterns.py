from collections.abc import Callable

from spacy.tokens import Doc

from ingest.annotations import EntityLabel
from ingest.components.gazetteer import gazetteer
from ingest.components.patterns import BIAS, Weight, patterns, probabilities, weights
from ingest.components.reasons import REASONS


def test_weights_and_reasons_name_the_same() -> None:
    unknown = (
        {name for name in weights() if not name.startswith("text.")} - {reason.name for reason in REASONS} - {BIAS}
    )
    assert unknown == set()


def test_reasons_add_up_to_probabilities() -> None:
    table = {BIAS: Weight(ORG=-1, PERSON=-1), "a": Weight(ORG=3, PERSON=0), "b": Weight(ORG=-4, PERSON=2)}
    alone = probabilities(frozenset({"a"}), table)[EntityLabel.ORGANIZATION]
    both = probabilities(frozenset({"a", "b"}), table)
    assert alone[1] == "a"
    assert alone[0] > 0.8
    assert both[EntityLabel.ORGANIZATION][0] < 0.5
    assert sum(probability for probability, _ in both.values()) < 1


def test_what_one_mention_shows_holds_for_all(read: Callable[..., Doc]) -> None:
    doc = patterns(read("Norvex Bio, Inc. (Nasdaq: NRVX) announced a deal. It was new to Norvex Bio."))
    found = {
        doc[c.span[0] : c.span[1]].text: c.confidence for c in doc._.candidates if c.label is EntityLabel.ORGANIZATION
    }
    assert found["Norvex Bio, Inc."] == found["Norvex Bio"] > 0.9


def test_known_names_are_candidates_with_their_id(read: Callable[..., Doc]) -> None:
    doc = gazetteer(read("The cells went to Lonza and to nobody else."))
    assert [(c.concept, c.kind, doc[c.span[0] : c.span[1]].text) for c in doc._.candidates] == [
        ("lonza", "company", "Lonza")
    ]
