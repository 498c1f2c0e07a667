"""The word lists that name rules need: legal forms, endings of company names, titles, first names, places and so on.

They are data files in `ingest/vocabulary/`; `lexicon()` reads them once. `common_words`, `first_names` and `places`
were counted in open corpora of names (Universal NER, WikiGold, CrossNER, Re-DocRED); the rest was written by hand.
"""

from functools import cache
from importlib.resources import files
from typing import Final

from pydantic import BaseModel, ConfigDict, ValidationError

from ingest.errors import VocabularyError

FILE: Final = "name_words.json"


class Lexicon(BaseModel):
    """Word lists by what the words tell about a name that has them or stands beside them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    legal_forms: frozenset[str]
    company_endings: frozenset[str]
    institution_heads: frozenset[str]
    institution_only: frozenset[str]
    institution_acronyms: frozenset[str]
    joins_and: frozenset[str]
    possessive_names: frozenset[str]
    hyphen_adjectives: frozenset[str]
    honorifics: frozenset[str]
    degrees: frozenset[str]
    person_particles: frozenset[str]
    asian_surnames: frozenset[str]
    title_words: frozenset[str]
    title_heads: frozenset[str]
    common_titles_of_text: frozenset[str]
    exchanges: frozenset[str]
    wires: frozenset[str]
    company_nouns: frozenset[str]
    company_verbs: frozenset[str]
    company_prepositions: frozenset[str]
    not_names: frozenset[str]
    more_places: frozenset[str]
    unit_words: frozenset[str]
    sentence_starters: frozenset[str]
    common_words: frozenset[str]
    first_names: frozenset[str]
    places: frozenset[str]

    def is_place(self, name: str) -> bool:
        """Whether `name` as a whole is a country, region, town or nationality."""
        return name in self.more_places or name in self.places


@cache
def lexicon() -> Lexicon:
    """The lists of this installation.

    Raises:
        VocabularyError: The list file lacks a list or has one too many.
    """
    folder = files("ingest.vocabulary")
    lines = {
        name: folder.joinpath(f"{name}.txt").read_text("utf-8").splitlines()
        for name in ("common_words", "first_names", "places")
    }
    try:
        lists = LexiconFile.model_validate_json(folder.joinpath(FILE).read_text("utf-8"))
        return Lexicon.model_validate({**lists.model_dump(), **lines})
    except ValidationError as error:
        problem = error.errors(include_url=False)[0]
        raise VocabularyError(f"{FILE}: {problem['loc'][0]}: {problem['msg']}", next_step="correct the list") from error


class LexiconFile(BaseModel):
    """The hand-written lists as they stand in the file; `Lexicon` checks that they are the right ones."""

    model_config = ConfigDict(frozen=True, extra="allow")
