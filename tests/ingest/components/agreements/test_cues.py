import pytest

from ingest.components.agreements.cues import find_cues, load_groups, read_groups
from ingest.components.agreements.errors import VocabularyError


def groups_in(text: str) -> set[str]:
    return {cue.group for cue in find_cues(text, load_groups())}


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("signed a Memorandum of Understanding", "type.memorandum_of_understanding"),
        ("a non-binding term sheet", "type.letter_of_intent"),
        ("an exclusive licence to the vector", "type.license"),
        ("will distribute the device", "type.distribution"),
        ("they formed a joint venture", "type.joint_venture"),
        ("under a material-transfer agreement", "type.material_transfer"),
        ("terminated the contract", "status.terminated"),
        ("the amended agreement", "status.amended"),
        ("is in talks with", "status.planned"),
        ("served as legal counsel", "block.adviser"),
    ],
)
def test_a_wording_belongs_to_its_group(text: str, group: str) -> None:
    assert group in groups_in(text)


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("the co-founder of Acme", "type.joint_venture"),
        ("a design of the endothelium", "act.sign"),
        ("a famous hospital", "type.memorandum_of_understanding"),
    ],
)
def test_a_part_of_a_word_is_no_cue(text: str, group: str) -> None:
    assert group not in groups_in(text)


def test_offsets_hold_where_lower_case_is_longer() -> None:
    text = "İİİ signed a licence"
    cue = next(cue for cue in find_cues(text, load_groups()) if cue.group == "type.license")
    assert text[cue.start : cue.end] == "licence"


@pytest.mark.parametrize(
    "line",
    ["{", '{"id": "a"}', '{"id": "a", "patterns": ["("]}', '{"id": "a", "patterns": ["x"], "direction": "up"}'],
)
def test_a_malformed_line_is_named(line: str) -> None:
    good = '{"id": "first", "patterns": ["x"]}'
    with pytest.raises(VocabularyError, match="line 2"):
        read_groups(f"{good}\n{line}")


def test_an_id_stands_once() -> None:
    line = '{"id": "a", "patterns": ["x"]}'
    with pytest.raises(VocabularyError, match="twice"):
        read_groups(f"{line}\n{line}")
