"""Measures how often each rule for positions and units is right on annotated releases, and writes the table.

usage: python benchmarks/measure_rules.py GOLD_FOLDER

Only places where the gold has the names are counted: whether the names were found right is another rule's matter.
Laplace smoothing keeps a rule seen twice from being certain.
"""

import json
import sys
from collections import Counter
from pathlib import Path

from ingest.annotations import Entity
from ingest.components import positions, units
from ingest.pipeline import build

TABLE = Path(__file__).resolve().parent.parent / "ingest" / "vocabulary" / "rule_precision.json"


def gold_name(mentions: set[str], entries: list[dict[str, object]]) -> str | None:
    """The annotated entity that shares a mention with a found one."""
    best = max(entries, key=lambda entry: len(mentions & {*entry["mentions"], entry["name"]}), default=None)
    return str(best["name"]) if best and mentions & {*best["mentions"], best["name"]} else None


def main(folder: Path) -> None:
    """Counts right and all, by rule, and writes their quotient."""
    nlp = build(without=frozenset({"agreements", "names"}))
    right: Counter[str] = Counter()
    fired: Counter[str] = Counter()
    for path in sorted(folder.glob("*.json")):
        gold = json.loads(path.read_text("utf-8"))
        doc = nlp(gold["text"])

        def name(number: int, doc=doc, gold=gold) -> str | None:  # type: ignore[no-untyped-def]  # noqa: ANN001
            entity: Entity = doc._.entities[number]
            group = "people" if entity.label.value == "PERSON" else "organizations"
            return gold_name({doc[a:b].text for a, b in entity.spans} | {entity.name}, gold[group])

        for found in positions.read(doc):
            person, organization = name(found.person), name(found.organization)
            if person and organization:
                said = positions.title_words(found.title)
                titles = [
                    positions.title_words(p["title"])
                    for p in gold["positions"]
                    if (p["person"], p["organization"]) == (person, organization)
                ]
                fired[found.rule] += 1
                right[found.rule] += any(2 * len(said & title) >= len(said | title) for title in titles)
        seen = {(f.rule, name(f.unit), name(f.parent)) for f in units.read(doc)}
        for rule, unit, parent in seen:
            if unit and parent and unit != parent:
                fired[rule] += 1
                right[rule] += {"unit": unit, "parent": parent} in gold["units"]
    table = {rule: round((right[rule] + 1) / (fired[rule] + 2), 3) for rule in sorted(fired)}
    for rule, value in table.items():
        print(f"{rule:34} {value:.3f}  {right[rule]} of {fired[rule]}")
    TABLE.write_text(json.dumps(table, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
