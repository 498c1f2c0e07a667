"""What is settled over all releases; technologies and indications follow the vocabulary alone."""

from enum import StrEnum


class Label(StrEnum):
    """A label of nodes that can be merged."""

    ORGANIZATION = "Organization"
    PERSON = "Person"
