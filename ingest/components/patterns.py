"""Candidates by rule: phrases that look like names, judged by all reasons that their mentions give together.

A name is judged once for the whole text: what one mention shows ("Acme Bio, Inc. (Nasdaq: ACME)") holds for the bare
"Acme" too. The reasons' weights are added up (a multinomial logistic model), so the candidate's confidence is a
probability, and the reason that counted most names the rule.
"""

import json
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from pydantic import BaseModel, ConfigDict
from spacy.language import Language
from spacy.tokens import Doc

from ingest.annotations import Candidate, EntityLabel, TokenSpan
from ingest.components.context import Context
from ingest.components.lexicon import lexicon
from ingest.components.phrases import phrases
from ingest.components.reasons import REASONS
from ingest.components.surfaces import core_of

FLOOR: Final = 0.04
"""A phrase that is less likely than this to be an organization or a person is not worth a candidate."""
BIAS: Final = "bias"
OFTEN: Final = 4
"""A name with as many mentions is more than mentioned."""


class Weight(BaseModel):
    """What a reason's "yes" adds, in natural logarithms of odds against "no name"."""

    model_config = ConfigDict(frozen=True)

    ORG: float
    PERSON: float


@dataclass(frozen=True, slots=True)
class Name:
    """All mentions of one name in a text, and every reason that any of them gives."""

    core: str
    spans: tuple[TokenSpan, ...]
    reasons: frozenset[str]


@cache
def weights() -> Mapping[str, Weight]:
    """The weight of each reason, as fitted."""
    text = files("ingest.vocabulary").joinpath("reason_weights.json").read_text("utf-8")
    return {name: Weight.model_validate(value) for name, value in json.loads(text).items()}


def marked_tokens(candidates: Iterable[Candidate]) -> dict[int, EntityLabel]:
    """Tokens that the vocabularies of technologies and indications took."""
    marked: dict[int, EntityLabel] = {}
    for candidate in candidates:
        if candidate.label in {EntityLabel.TECHNOLOGY, EntityLabel.INDICATION}:
            marked.update(dict.fromkeys(range(*candidate.span), candidate.label))
    return marked


def names_of(doc: Doc) -> list[Name]:
    """The phrases of a text, grouped by what they name, with their reasons."""
    marked = marked_tokens(doc._.candidates)
    spans: dict[str, list[TokenSpan]] = defaultdict(list)
    reasons: dict[str, set[str]] = defaultdict(set)
    starts: dict[str, int] = defaultdict(int)
    for span in phrases(doc):
        context = Context(doc, span, marked)
        core = core_of(context.words)
        spans[core].append(span)
        reasons[core].update(reason.name for reason in REASONS if reason.asks(context))
        starts[core] += context.opens_sentence
    lower = {token.text for token in doc if token.is_lower}
    for core, mentions in spans.items():
        if len(mentions) > 1:
            reasons[core].add("text.repeated")
        if len(mentions) >= OFTEN:
            reasons[core].add("text.often")
        if starts[core] == len(mentions):
            reasons[core].add("text.only_opens_sentences")
        if core in lower:
            reasons[core].add("text.also_in_lower_case")
    return [Name(core, tuple(spans[core]), frozenset(reasons[core])) for core in spans]


def probabilities(reasons: frozenset[str], table: Mapping[str, Weight]) -> dict[EntityLabel, tuple[float, str]]:
    """For each label its probability and the reason that speaks for it most."""
    found = {}
    scores = {}
    for label in (EntityLabel.ORGANIZATION, EntityLabel.PERSON):
        parts = {name: getattr(table[name], label.value) for name in (BIAS, *reasons) if name in table}
        scores[label] = math.exp(min(sum(parts.values()), 30.0))
        best = max((name for name in parts if name != BIAS), key=lambda name: (parts[name], name), default=BIAS)
        found[label] = best
    total = 1 + sum(scores.values())
    return {label: (scores[label] / total, reason) for label, reason in found.items()}


@Language.component("patterns", assigns=["doc._.candidates"], requires=["doc.sents", "doc.spans"])
def patterns(doc: Doc) -> Doc:
    """Adds the candidates that look and stand like names of organizations and people."""
    candidates = list(doc._.candidates)
    table = weights()
    institutions = lexicon().institution_only
    for name in names_of(doc):
        for label, (probability, reason) in probabilities(name.reasons, table).items():
            if probability < FLOOR:
                continue
            for span in name.spans:
                kind = None
                if label is EntityLabel.ORGANIZATION:
                    is_institution = any(token.text in institutions for token in doc[span[0] : span[1]])
                    kind = "institution" if is_institution else None
                candidates.append(Candidate(label, span, f"patterns.{reason}", round(probability, 4), kind))
    doc._.candidates = candidates
    return doc
