"""The policy of names: one list of reasons to take a phrase for an organization, for a person, or for neither.

Each reason is a question about one mention. `ingest/vocabulary/reason_weights.json` says how much its "yes" counts for
either label, in natural logarithms of odds against "no name of ours"; the weights were fitted to annotated releases by
`benchmarks/fit_reasons.py`, so that they add up to a calibrated probability.
"""

# ruff: noqa: RUF001 - texts have the dashes and quotes that releases have

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from ingest.annotations import EntityLabel, Section
from ingest.components.context import Context

Question = Callable[[Context], bool]

_MORPHEMES: Final = re.compile(
    r"(?:bio|pharm|gen|genix|gene|genics|genomics|thera|immun|cyt|cyte|cell|medi|medix|nova|vax|vec|tech|cure|care|stem|therix|tis|lix|zyme|vir|ceutics?|logics?|labs?|port|aris|eris|yx|ix|ics|ity|um|ia)$",
    re.IGNORECASE,
)
_OPENING: Final = re.compile(
    r"^(?:bio|cell|gen|immun|pharm|cyto|stem|thera|onco|novo|medi|neo|vivo|nano|cryo)", re.IGNORECASE
)
_CODE: Final = re.compile(r"^[A-Za-z]{1,6}[-‑]?\d{2,}|^\d+$|\d{3,}|^CD\d|^IL[-]?\d")
_INSTITUTION_WORDS: Final = frozenset(
    {
        "University",
        "Hospital",
        "Institute",
        "Ministry",
        "College",
        "Administration",
        "Agency",
        "Commission",
        "Foundation",
        "Society",
        "Academy",
        "School",
    }
)
_TRIAL: Final = re.compile(r"^(?:NCT|Phase|PHASE|Study)\b")


@dataclass(frozen=True, slots=True)
class Reason:
    """A named question about a mention."""

    name: str
    asks: Question


def _is_acronym(c: Context) -> bool:
    return len(c.words) == 1 and c.text.isupper() and c.text.isalpha() and 2 <= len(c.text) <= 6


def _is_camel(c: Context) -> bool:
    return any(re.search(r"[a-z][A-Z]", word) for word in c.words)


def _is_company_apposition(c: Context) -> bool:
    """Such as "X, a clinical-stage biotechnology company", "X, the CDMO unit of", "X (a biotech)"."""
    if not c.after or c.after[0] not in {",", "(", "–", "-", "—"}:
        return False
    opened = len(c.after) > 1 and c.after[1].lower() in {
        "a",
        "an",
        "the",
        "one",
        "which",
        "its",
        "another",
        "part",
        "now",
    }
    return opened and c.behind_has(
        10, c.lexicon.company_nouns | {"institution", "university", "hospital", "foundation", "leader"}
    )


def _has_ticker(c: Context) -> bool:
    if not c.after or c.after[0] not in {"(", "["}:
        return False
    inside = c.after[1:4]
    return bool(inside) and (
        inside[0] in c.lexicon.exchanges or (":" in inside and any(w in c.lexicon.exchanges for w in inside))
    )


def _is_defined(c: Context) -> bool:
    inside = c.after[1:4]
    quoted = {"“", '"', "”", "‘", "'", "„", "&quot;"}
    return bool(c.after) and c.after[0] == "(" and any(word in quoted or word == "hereinafter" for word in inside)


def _has_acronym_behind(c: Context) -> bool:
    initials = "".join(word[0] for word in c.words if word[0].isupper())
    return (
        len(c.after) > 2
        and c.after[0] == "("
        and c.after[2] == ")"
        and len(initials) > 1
        and c.after[1][:2] == initials[:2]
    )


def _is_in_brackets(c: Context) -> bool:
    return c.before_is("(", "“", '"') and c.behind_is(")", "”", '"') and len(c.words) == 1


def _person_shape(c: Context) -> bool:
    words = [w for w in c.words if w not in {"-", "‑"}]
    fine = all(re.fullmatch(r"[^\W\d_]+['’]?[^\W\d_]*\.?", w) for w in words)
    return 2 <= len(words) <= 4 and fine and not any(len(w) > 3 and w.isupper() for w in words)


def _has_initial(c: Context) -> bool:
    return (
        len(c.words) >= 2
        and any(re.fullmatch(r"[A-Z]\.?|[A-Z]\.[A-Z]\.?|[A-Z]{2}", w) for w in c.words[:-1])
        and _person_shape(c)
    )


def _asian_name(c: Context) -> bool:
    words = c.words
    hyphened = "-" in words and words[-1].isalpha()
    return (hyphened and words[-1].islower()) or (
        2 <= len(words) <= 5
        and (words[0] in c.lexicon.asian_surnames or words[-1] in c.lexicon.asian_surnames)
        and _person_shape(c)
    )


def _title_before(c: Context) -> bool:
    before = c.before[1:] if c.before and c.before[0] in {":", ","} else c.before
    return bool(before) and before[0].lower() in c.lexicon.title_heads


def _title_behind(c: Context) -> bool:
    after = c.after
    if not after or after[0] not in {",", "(", "–", "-", "—"}:
        return False
    start = 1
    while start < len(after) and (after[start] in c.lexicon.degrees or after[start] in {",", "."}):
        start += 1
    return any(word.lower() in c.lexicon.title_words for word in after[start : start + 3])


def _said(c: Context) -> bool:
    speak = {
        "said",
        "says",
        "added",
        "adds",
        "commented",
        "comments",
        "explained",
        "stated",
        "states",
        "noted",
        "notes",
        "remarked",
        "told",
        "recalled",
        "commenting",
        "declared",
        "continued",
        "concluded",
    }
    return c.before_is(*speak) or (c.behind_is(*speak))


def _owner_of_title(c: Context) -> bool:
    """Such as "X CEO", "X's chief executive", "X spokesman"."""
    after = c.after[1:] if c.after and c.after[0] in {"'s", "’s", "'", "’", "‘s"} else c.after
    return bool(after) and after[0].lower() in c.lexicon.title_words


def _title_of(c: Context) -> bool:
    """Such as "CEO of X", "president at X"."""
    before = c.before[1:] if c.before and c.before[0].lower() == "the" else c.before
    return (
        bool(before)
        and before[0].lower() in {"of", "at", "for"}
        and any(w.lower() in c.lexicon.title_heads for w in before[1:4])
    )


def _has(words: frozenset[str], *, last: bool = False) -> Question:
    return (lambda c: c.words[-1] in words) if last else (lambda c: bool(words.intersection(c.words)))


REASONS: Final[tuple[Reason, ...]] = (
    # What the name is made of.
    Reason("shape.legal_form", lambda c: len(c.words) > 1 and c.words[-1] in c.lexicon.legal_forms),
    Reason(
        "shape.company_ending", lambda c: len(c.words) > 1 and bool(c.lexicon.company_endings.intersection(c.words[1:]))
    ),
    Reason(
        "shape.institution_head", lambda c: len(c.words) > 1 and bool(c.lexicon.institution_heads.intersection(c.words))
    ),
    Reason("shape.university", lambda c: len(c.words) > 1 and bool(_INSTITUTION_WORDS.intersection(c.words))),
    Reason(
        "shape.department",
        lambda c: bool(
            {"Board", "Department", "Division", "Committee", "Team", "Unit", "Relations", "Affairs"}.intersection(
                c.words
            )
        ),
    ),
    Reason("shape.known_agency", lambda c: c.words[-1] in c.lexicon.institution_acronyms),
    Reason("shape.acronym", _is_acronym),
    Reason("shape.capital_inside", _is_camel),
    Reason("shape.morpheme_end", lambda c: len(c.words) == 1 and len(c.text) > 4 and bool(_MORPHEMES.search(c.text))),
    Reason("shape.morpheme_start", lambda c: len(c.text) > 4 and bool(_OPENING.match(c.text))),
    Reason("shape.one_word", lambda c: len(c.words) == 1),
    Reason("shape.two_words", lambda c: len(c.words) == 2),
    Reason("shape.four_words", lambda c: len(c.words) >= 4),
    Reason("shape.ampersand", lambda c: "&" in c.words or "&amp;" in c.words),
    Reason("shape.person", _person_shape),
    Reason("shape.initial", _has_initial),
    Reason("shape.asian_name", _asian_name),
    Reason("shape.first_name", lambda c: len(c.words) > 1 and c.words[0] in c.lexicon.first_names),
    Reason("shape.first_name_alone", lambda c: len(c.words) == 1 and c.words[0] in c.lexicon.first_names),
    Reason("shape.code", lambda c: bool(_CODE.search(c.text))),
    Reason("shape.trial", lambda c: bool(_TRIAL.search(c.text))),
    Reason("shape.has_digit", lambda c: any(letter.isdigit() for letter in c.text)),
    Reason("shape.ends_in_cel", lambda c: c.text.lower().endswith(("cel", "mab", "leucel", "gene", "nib", "vec"))),
    Reason("words.place", lambda c: c.lexicon.is_place(c.text)),
    Reason("words.has_place", lambda c: len(c.words) > 1 and any(c.lexicon.is_place(w) for w in c.words)),
    Reason(
        "words.all_common",
        lambda c: (
            not (_INSTITUTION_WORDS | c.lexicon.company_endings).intersection(c.words[-1:])
            and all(w.lower() in c.lexicon.common_words for w in c.words if w.isalpha())
        ),
    ),
    Reason("words.some_common", lambda c: any(w.lower() in c.lexicon.common_words for w in c.words if len(w) > 3)),
    Reason("words.text_term", lambda c: c.text in c.lexicon.common_titles_of_text),
    Reason("words.exchange", lambda c: c.text in c.lexicon.exchanges),
    Reason("words.wire", lambda c: c.text in c.lexicon.wires),
    # What vocabularies say.
    Reason("marked.technology", lambda c: c.marked.get(c.span[0]) is EntityLabel.TECHNOLOGY),
    Reason("marked.indication", lambda c: c.marked.get(c.span[0]) is EntityLabel.INDICATION),
    # What stands around it.
    Reason("near.ticker", _has_ticker),
    Reason("near.defined", _is_defined),
    Reason("near.acronym_behind", _has_acronym_behind),
    Reason("near.in_brackets", _is_in_brackets),
    Reason("near.about", lambda c: c.section is Section.ABOUT and c.before_is("about")),
    Reason("near.company_verb", lambda c: bool(c.after) and c.after[0] in c.lexicon.company_verbs),
    Reason(
        "near.announced",
        lambda c: c.behind_is(
            "announced", "announces", "today", "signed", "acquired", "acquires", "licensed", "agreed"
        ),
    ),
    Reason(
        "near.company_preposition", lambda c: bool(c.before) and c.before[0].lower() in c.lexicon.company_prepositions
    ),
    Reason("near.with", lambda c: c.before_is("with", "between", "by", "from")),
    Reason("near.in", lambda c: c.before_is("in", "near", "into", "across")),
    Reason("near.the", lambda c: c.before_is("the", "a", "an")),
    Reason("near.our", lambda c: c.before_is("our", "its", "their", "this", "each", "no", "any", "these", "your")),
    Reason("near.possessive", lambda c: c.behind_is("'s", "’s", "'", "’", "‘s")),
    Reason("near.company_noun_before", lambda c: bool(c.before) and c.before[0].lower() in c.lexicon.company_nouns),
    Reason("near.company_apposition", _is_company_apposition),
    Reason(
        "near.based", lambda c: c.behind_is(",", "(") and c.behind_has(4, frozenset({"based", "headquartered", "of"}))
    ),
    Reason("near.owner_of_title", _owner_of_title),
    Reason("near.title_of", _title_of),
    Reason(
        "near.subsidiary_of",
        lambda c: (
            c.before_is("of")
            and bool(
                {
                    "subsidiary",
                    "unit",
                    "arm",
                    "division",
                    "part",
                    "shares",
                    "acquisition",
                    "shareholders",
                    "purchase",
                }.intersection(c.before[1:4])
            )
        ),
    ),
    Reason("near.honorific", lambda c: bool(c.before) and c.before[0] in c.lexicon.honorifics),
    Reason(
        "near.degree",
        lambda c: (
            (c.behind_is(",") and c.after[1:2] != [] and c.after[1] in c.lexicon.degrees)
            or (bool(c.after) and c.after[0] in c.lexicon.degrees)
        ),
    ),
    Reason("near.title_before", _title_before),
    Reason("near.title_behind", _title_behind),
    Reason("near.said", _said),
    Reason(
        "near.trademark",
        lambda c: c.behind_is("®", "™", "(tm", "©") or c.after[:2] == ["(", "R"] or c.after[:2] == ["(", "TM"],
    ),
    Reason(
        "near.product_noun",
        lambda c: c.behind_is(
            "platform",
            "technology",
            "system",
            "trial",
            "study",
            "therapy",
            "therapies",
            "cell",
            "cells",
            "program",
            "programme",
            "programs",
            "patients",
            "treatment",
            "vaccine",
            "product",
            "products",
            "receptor",
            "device",
            "gene",
            "protein",
            "antibody",
            "process",
            "assay",
            "agreement",
            "designation",
            "filing",
            "approval",
            "clearance",
        ),
    ),
    Reason(
        "near.dose_noun",
        lambda c: c.before_is(
            "called",
            "named",
            "brand",
            "platform",
            "candidate",
            "product",
            "drug",
            "therapy",
            "of its",
            "trial",
            "program",
            "programme",
            "phase",
            "series",
            "anti",
        ),
    ),
    Reason(
        "near.hyphen_behind",
        lambda c: bool(c.after) and c.after[0] in {"-", "‑"} and c.doc[c.span[1]].text == c.after[0],
    ),
    Reason("near.date", lambda c: bool(c.after) and bool(re.fullmatch(r"\d{1,4}", c.after[0]))),
    Reason("near.sentence_start", lambda c: c.opens_sentence),
    Reason("near.dateline", lambda c: c.section is Section.DATELINE),
    Reason("near.contact", lambda c: c.section is Section.CONTACT),
    Reason("near.line_of_its_own", lambda c: not c.before and not c.after),
)
"""All reasons, in the order in which `cellpact extract --explain` names them."""
