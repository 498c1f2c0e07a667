"""Who agreed what with whom, and on what terms: the component `agreements`.

`reading` sees the release as sentences with organizations and cues; `pairs` weighs every two organizations; `deals`
groups likely pairs; `scope` gives each deal its sentences; `decide` says what was agreed, `terms` on which terms
(`amounts`, `days`, `territories`, `coverage`, each by how a place in the text stands to a deal: `standing`).
"""

from ingest.components.agreements.component import agreements, find_agreements

__all__ = ["agreements", "find_agreements"]
