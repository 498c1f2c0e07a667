"""What the model says of each word: the closed list of names and their BIO tags.

Corpora differ in what they annotate. An example therefore gives, for each word, the *set* of tags that its annotation
allows, and the loss is the probability of that set: a corpus that marks only organizations says nothing about
technologies, and one that does not tell companies from institutions leaves that open.
"""

from typing import Final

from graph.vocabulary import OrganizationKind, TechnologyKind

PLACE: Final = "PLACE"
"""A label of the model alone: places compete with organizations, so it pays to name them. Not reported."""

ORGANIZATIONS: Final = tuple(f"ORG_{kind}" for kind in OrganizationKind)
TECHNOLOGIES: Final = tuple(f"TECHNOLOGY_{kind}" for kind in TechnologyKind)
NAMES: Final = (*ORGANIZATIONS, "PERSON", *TECHNOLOGIES, "INDICATION", PLACE)

TAGS: Final = ("O", *(f"{prefix}-{name}" for name in NAMES for prefix in "BI"))
TAG_INDEX: Final = {tag: i for i, tag in enumerate(TAGS)}

ANY: Final = "*"
"""A span of which an annotation says nothing at all."""

GROUPS: Final = {
    **{name: (name,) for name in NAMES},
    "ORG": ORGANIZATIONS,
    "TECHNOLOGY": TECHNOLOGIES,
    ANY: NAMES,
}
"""What a label of an example may mean in the model's names."""
