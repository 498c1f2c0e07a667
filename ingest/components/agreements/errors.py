"""What can go wrong when deals are read.

AgreementsError
├── VocabularyError   a data file of terms is malformed
└── ModelError        a model file is malformed or of another version
"""


class AgreementsError(Exception):
    """Any failure of this package."""


class VocabularyError(AgreementsError):
    """A data file of terms is malformed; the message names the line."""


class ModelError(AgreementsError):
    """A model file is malformed or was made for other features; train it again."""
