"""Measures how often each rule for units is right on annotated releases, and writes the table.

usage: python benchmarks/measure_rules.py GOLD_FOLDER

Only places where the gold has the names are counted: whether the names were found right is another rule's matter.
Laplace smoothing keeps a rule seen twice from being certain.
"""

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from spacy.tokens import Doc

from ingest.components import units
from ingest.pipeline import build

TABLE = Path(__file__).resolve().parent.parent / "ingest" / "vocabulary" / "rule_precision.json"


def gold_name(doc: Doc, number: int, entries: list[dict[str, Any]]) -> str | None:
    """The annotated organization that shares a mention with a found one (entity index)."""
    entity = doc._.entities[number]
    mentions = {doc[start:end].text for start, end in entity.spans} | {entity.name}
    shared = {str(entry["name"]): len(mentions & {*entry["mentions"], entry["name"]}) for entry in entries}
    best = max(shared, key=lambda name: shared[name], default=None)
    return best if best is not None and shared[best] else None


def main(folder: Path) -> None:
    """Counts right and all, by rule, and writes their quotient."""
    nlp = build(without=frozenset({"agreements", "positions"}))
    right: Counter[str] = Counter()
    fired: Counter[str] = Counter()
    for path in sorted(folder.glob("*.json")):
        gold = json.loads(path.read_text("utf-8"))
        doc = nlp(gold["text"])
        names = gold["organizations"]
        seen = {(f.rule, gold_name(doc, f.unit, names), gold_name(doc, f.parent, names)) for f in units.read(doc)}
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
