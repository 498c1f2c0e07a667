from ingest.train.usage import usages


def release(text: str, technologies: list[list[str]], organizations: list[str]) -> dict[str, object]:
    return {
        "text": text,
        "technologies": [{"mentions": mentions} for mentions in technologies],
        "organizations": [{"mentions": [name]} for name in organizations],
        "people": [],
    }


def test_concepts_are_counted_once_a_release_and_outside_names() -> None:
    counts = usages(
        [
            release("CAR-T, CAR T cells and antigens", [["CAR T cells"]], []),
            release("Cell Therapy Works makes CAR-T with antigens.", [["CAR-T"], ["antigens"]], ["Cell Therapy Works"]),
        ]
    )
    assert {(usage.id, usage.seen, usage.marked) for usage in counts} == {("car-t", 2, 2), ("tumor-antigen", 2, 1)}
