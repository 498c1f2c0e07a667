"""What can go wrong while releases are read.

IngestError                 every error of this package; says what to do next
├── VocabularyError         a data file of the field's vocabulary is malformed: names file and line
├── ModelError              the weights of the name model, or what training needs, are missing or do not fit
├── SourceError             one source, file or record cannot be read: it becomes a `Rejected`
├── NoSuchSourceError       nothing that was named on the command line exists
├── ExtractionError         the pipeline failed on one release: it becomes a `Rejected`
├── OutputError             what was read cannot be written where it should go
├── WorkerLostError         a worker process died (mostly: the machine ran out of memory)
├── EvaluationError         annotated releases, predictions or a baseline cannot be used
├── DecisionsError          the file of a person's decisions, or a decision, cannot be used
└── DemoError               a step of the demonstration failed
"""

from typing import ClassVar


class IngestError(Exception):
    """An error that a user can do something about: `reason` says what is wrong, `next_step` what to do.

    `exit_status` is what the command line ends with: 1 some of it failed, 2 wrong use.
    """

    exit_status: ClassVar[int] = 1

    def __init__(self, reason: str, *, next_step: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.next_step = next_step

    def __str__(self) -> str:
        return f"{self.reason}; {self.next_step}" if self.next_step else self.reason


class VocabularyError(IngestError):
    """A line of a vocabulary file cannot be used."""


class ModelError(IngestError):
    """The files of the model are missing or do not fit together, or what training needs is not installed."""


class SourceError(IngestError):
    """One source, file or record cannot be read; the others can."""


class NoSuchSourceError(IngestError):
    """Nothing that was named exists."""

    exit_status = 2


class ExtractionError(IngestError):
    """The pipeline failed on one release."""


class OutputError(IngestError):
    """What was read cannot be written where it should go."""

    exit_status = 2


class WorkerLostError(IngestError):
    """A worker process died before it gave its results."""


class EvaluationError(IngestError):
    """Annotated releases, predictions or a baseline cannot be used."""

    exit_status = 2


class DecisionsError(IngestError):
    """The file of decisions cannot be read or written, or a decision is about what the graph does not have."""

    exit_status = 2


class DemoError(IngestError):
    """A step of the demonstration failed."""
