"""The weights that come with Cellpact: they load, fit the code, and read names that nobody bears."""

import json
import pickle
from pathlib import Path

import numpy as np
import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from ingest.annotations import Candidate, EntityLabel
from ingest.components.names import DOUBTFUL, MODEL, Names
from ingest.train.labels import TAGS

RELEASE = (
    "Quillane Therapeutics and Brastow Bio Sign Licence for CAR-NK Programme\n\n"
    "LEIDEN, Netherlands, 4 March 2024 -- Quillane Therapeutics B.V. today announced that it has licensed QLT-118, its "
    "allogeneic CAR-NK cell therapy for acute myeloid leukaemia, to Brastow Bio, Inc. The trial will be run at the "
    "University of Aldmere. “This takes QLT-118 to patients in Asia,” said Dr. Marieke Vossen, Chief Executive Officer "
    "of Quillane.\n\nBrastow will pay $12 million upfront."
)
OTHER = "Shares of Tarvane Bio fell after Hiro Kanemoto left. The company makes lentiviral vectors in Osaka."


@pytest.fixture(scope="module")
def nlp() -> Language:
    made = spacy.blank("en")
    made.add_pipe("names")
    return made


def best(doc: Doc) -> dict[str, EntityLabel]:
    """Surfaces with the label of their likeliest candidate."""
    found: dict[str, Candidate] = {}
    for candidate in doc._.candidates:
        surface = doc[candidate.span[0] : candidate.span[1]].text
        if surface not in found or candidate.confidence > found[surface].confidence:
            found[surface] = candidate
    return {surface: c.label for surface, c in found.items() if c.rule != DOUBTFUL}


def test_unheard_of_names_are_read(nlp: Language) -> None:
    found = best(nlp(RELEASE))
    for surface, label in {
        "Quillane Therapeutics": EntityLabel.ORGANIZATION,
        "Brastow Bio, Inc.": EntityLabel.ORGANIZATION,
        "University of Aldmere": EntityLabel.ORGANIZATION,
        "Quillane": EntityLabel.ORGANIZATION,
        "Marieke Vossen": EntityLabel.PERSON,
        "QLT-118": EntityLabel.TECHNOLOGY,
        "acute myeloid leukaemia": EntityLabel.INDICATION,
    }.items():
        assert found.get(surface) == label, surface
    assert not {"LEIDEN", "Netherlands", "Asia", "Chief Executive Officer"} & set(found)


def test_every_confidence_is_a_probability_and_every_technology_has_a_kind(nlp: Language) -> None:
    candidates = nlp(RELEASE)._.candidates
    assert all(0 < candidate.confidence < 1 for candidate in candidates)
    assert all(candidate.kind for candidate in candidates if candidate.label == EntityLabel.TECHNOLOGY)
    assert {c.kind for c in candidates if c.label == EntityLabel.ORGANIZATION} == {"company", "institution"}


def test_a_text_is_read_alike_in_any_company(nlp: Language) -> None:
    texts = [RELEASE, "", OTHER, " \n", RELEASE + "\n\n" + OTHER * 20]
    together = list(nlp.pipe(texts, batch_size=5))
    for doc, text in zip(together, texts, strict=True):
        alone = nlp(text)
        assert doc._.candidates == alone._.candidates
        assert doc._.encoded.vectors.shape == (len(doc._.encoded.pieces), 384)
        assert np.array_equal(doc._.encoded.vectors, alone._.encoded.vectors)


def test_the_component_reads_on_after_pickling(nlp: Language) -> None:
    component = nlp.get_pipe("names")
    assert isinstance(component, Names)
    again = pickle.loads(pickle.dumps(component))  # noqa: S301 - made here
    assert best(again(nlp.make_doc(OTHER)))["Tarvane Bio"] == EntityLabel.ORGANIZATION


def test_the_card_fits_the_code_and_the_folder_its_limit() -> None:
    card = json.loads((MODEL / "names.json").read_text(encoding="utf-8"))
    assert tuple(card["labels"]) == TAGS
    assert set(card["calibration"]) == set(EntityLabel)
    assert sum(path.stat().st_size for path in Path(MODEL).iterdir() if path.is_file()) < 40 * 1024 * 1024
