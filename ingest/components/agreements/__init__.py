"""Who agreed what with whom, and on what terms: the component `agreements`.

`reading` sees the release as sentences with organizations and cues; `pairs` weighs every two organizations; `deals`
groups likely pairs; `scope` gives each deal its sentences; `decide`, `terms` and `coverage` say what was agreed.
"""

from ingest.components.agreements.component import agreements, find_agreements

__all__ = ["agreements", "find_agreements"]
