"""Why a release was read as it was: each fact with its sentence and rule, and what was weighed and not kept."""

from ingest.explain.gather import Explanation, Group, Line, Mention, Quote, Refusal, explain

__all__ = ["Explanation", "Group", "Line", "Mention", "Quote", "Refusal", "explain"]
