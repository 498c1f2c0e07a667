"""Indications by vocabulary and pattern: the `indications` component.

The indication tree (`ingest.vocabulary`) says what is a disease. Around a known disease, words of stage and severity
belong to the mention ("relapsed or refractory multiple myeloma" is multiple myeloma), and so do the other members of
a list that shares its head ("kidney, ovarian and lung cancers"). Short acronyms count only where the text spells them
out.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Final

from spacy.language import Language
from spacy.tokens import Doc

from ingest import vocabulary
from ingest.annotations import EntityLabel
from ingest.components.terms import Found, candidates, defined_abbreviations, with_abbreviation, within_name
from ingest.vocabulary.matcher import Hit, TermMatcher

_AGAIN: Final = r"(?:relapsed|relapsing|refractory|recurrent|resistant)"
QUALIFIERS: Final = re.compile(
    rf"(?<![\w-])(?:{_AGAIN}(?:(?:[ ,]+(?:and/or|or|and)[ ]|[ /-]){_AGAIN})?|R/R|r/r"
    r"|(?:locally )?advanced(?:(?: or |/)metastatic)?|metastatic|unresectable|aggressive|high-risk|newly diagnosed"
    r"|(?:moderate[ -]to[ -])?severe|end-stage|steroid-refractory|treatment-resistant|acute|chronic)"
    r"[ -]\Z",
    re.IGNORECASE,
)
"""Words of stage and severity right before a disease."""

ORGANS_AND_SORTS: Final = (
    r"(?:kidney|renal|ovarian|lung|liver|brain|pancreatic|gastric|stomach|breast|prostate|colorectal|colon|bladder"
    r"|cervical|o?esophageal|head and neck|blood|skin|solid|ha?ematologic(?:al)?|bone|thyroid|infectious|degenerative"
    r"|inflammatory|ischa?emic|autoimmune|alloimmune|immune|metabolic|genetic|rare|neurological|neurodegenerative"
    r"|cardiovascular|cardiac|pulmonary|respiratory|ocular|ophthalmic|orthopa?edic|musculoskeletal|fibrotic)"
)
LIST_BEFORE: Final = re.compile(
    rf"(?<![\w-]){ORGANS_AND_SORTS}(?:, {ORGANS_AND_SORTS})*(?:,? and | or |, | & )\Z", re.IGNORECASE
)
"""Members of a list before its last, which has the head: "kidney, ovarian and" before "lung cancers"."""
SHARED_HEAD: Final = re.compile(r"(?:cancers|diseases|disorders|conditions|malignancies|tumou?rs)\Z", re.IGNORECASE)

NOT_A_DISEASE_HERE: Final = re.compile(
    r"(?:[ -](?:cells?|vaccine|diagnostics?|drugs?|antigens?|micro-?environments?|samples?|tissues?|types?"
    r"|biology|markers?|sites?|burden|lysates?|suppressors?|necrosis|killing|growth|infiltrating|associated|specific"
    r"|cent(?:er|re)s?|institutes?|research|society|networks?|foundation|moonshot|hospital|congress|conference))\b",
    re.IGNORECASE,
)
"""What behind the bare word "cancer" or "tumour" makes it say something else than for what a therapy is."""

LONGEST_DOUBTFUL_ACRONYM: Final = 2


@cache
def matcher() -> TermMatcher[vocabulary.IndicationConcept]:
    """The indication tree's names."""
    return TermMatcher((term, concept) for concept in vocabulary.indications() for term in concept.surfaces())


def known(text: str) -> Iterator[Found]:
    """Diseases that the vocabulary has, each as it stands and with what belongs to it."""
    hits = list(matcher().find(text))
    spelt_out = {hit.payload.id for hit in hits if not is_doubtful(text, hit)}
    for hit in hits:
        concept = hit.payload.id
        if within_name(text, hit.start, hit.end):
            continue
        if is_doubtful(text, hit) and concept not in spelt_out:
            continue
        if concept == "cancer" and is_attribute(text, hit):
            continue
        found = Found(hit.start, hit.end, "indications.known", 0.9, None, concept)
        listed = LIST_BEFORE.search(text, max(0, hit.start - 80), hit.start)
        if listed and SHARED_HEAD.search(text, hit.start, hit.end):
            yield replace(found, start=listed.start(), rule="indications.list", confidence=0.85, concept=None)
            continue
        yield found
        if qualified := QUALIFIERS.search(text, max(0, hit.start - 40), hit.start):
            yield replace(found, start=qualified.start(), rule="indications.qualified")


def is_doubtful(text: str, hit: Hit[vocabulary.IndicationConcept]) -> bool:
    """Whether the name is an acronym that means other things too, so that the text has to spell it out somewhere."""
    surface = text[hit.start : hit.end]
    return surface in hit.payload.needs_context or (surface.isupper() and len(surface) <= LONGEST_DOUBTFUL_ACRONYM)


def is_attribute(text: str, hit: Hit[vocabulary.IndicationConcept]) -> bool:
    """Whether a bare "cancer" or "tumour" only describes the next word; "a tumour" names no indication either."""
    return text[hit.start : hit.end].casefold() in {"tumor", "tumour"} or bool(NOT_A_DISEASE_HERE.match(text, hit.end))


@Language.component("indications", assigns=["doc._.candidates"])
def indications(doc: Doc) -> Doc:
    """Add candidates for the diseases that a text names."""
    found = list(known(doc.text))
    found += defined_abbreviations(doc.text, found, "indications.defined")
    found += with_abbreviation(doc.text, found)
    doc._.candidates.extend(candidates(doc, EntityLabel.INDICATION, found))
    return doc
