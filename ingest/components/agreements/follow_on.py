"""Second deals of the same parties: a further contract that they mean to conclude beside the one that is announced."""

import re
from dataclasses import replace
from typing import Final

from ingest.components.agreements.reading import NOMINAL, Reading, Sentence
from ingest.components.agreements.scope import Scope, core

_MEANT: Final = re.compile(
    r"\b(?:look(?:ing|s)?|plan(?:s|ned|ning)?|intend(?:s|ed)?|expect(?:s|ed)?|want(?:s)?|hope(?:s)?"
    r"|aim(?:s)?|wish(?:es)?|propose(?:s|d)?|going)"
    r" to (?:\w+ )?(?:enter|sign|conclude|negotiate|form|set up|establish|acquire|buy|agree|found|execute)"
    r"|\b(?:in|holding|opened|started|under) (?:\w+ )?(?:talks|negotiations|discussions)\b|\b(?:are"
    r"|is|will be) (?:also )?(?:negotiating|discussing)\b"
    r"|\bwill (?:then |also |later |subsequently )?(?:negotiate|conclude|sign|enter into)\b",
    re.IGNORECASE,
)
"""Words for a contract that is not concluded."""
_FURTHER: Final = re.compile(
    r"\b(?:also|in addition|additionally|further(?:more)?|moreover|besides|separate(?:ly)?|second"
    r"|another|next step|thereafter|subsequent(?:ly)?|should the|if the)\b",
    re.IGNORECASE,
)
"""Words that set it apart from the deal that is announced."""
_APART: Final = re.compile(
    r"^\W*(?:in addition to|besides|apart from|beyond|alongside)\b[^,;]{0,80}[,;]", re.IGNORECASE
)
"""An opening that only looks back on the other deal."""


def find_follow_on(reading: Reading, parties: frozenset[int], scope: Scope) -> Sentence | None:
    """The sentence that tells of a further deal of the same parties which is only meant, without what looks back.

    A definitive agreement that follows a letter of intent is no further deal, so the sentence has to set it apart.
    """
    told = [index for index in sorted(scope) if core(reading.sentences[index], parties)]
    for index in told[1:]:
        sentence = reading.sentences[index]
        here = [p for p in parties if sentence.presence.get(p, 0.0) >= NOMINAL]
        if len(here) < min(2, len(parties)) or not _MEANT.search(sentence.text) or not _FURTHER.search(sentence.text):
            continue
        apart = _APART.match(sentence.text)
        cut = sentence.start + (apart.end() if apart else 0)
        kept = [cue for cue in sentence.cues if cue.start >= cut]
        if any(cue.group.startswith("type.") for cue in kept):
            return replace(sentence, cues=kept)
    return None
