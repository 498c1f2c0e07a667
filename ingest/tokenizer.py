"""The one place that says where a word ends.

Words are cut finely, so that a name can always be told from what is glued to it: at every hyphen, slash and dash
between letters or digits ("CD19-targeting" is three tokens, "CAR-T" too), at brackets inside words ("MACI(TM)"), at
(R) and TM signs, at possessive endings, and around character references that a web page left behind ("&amp;"). Legal
forms and titles keep their full stop ("Inc.", "Ph.D.", "Co.,Ltd." is three tokens). Addresses of the web stay whole.
"""

# ruff: noqa: RUF001 - texts have the dashes and quotes that releases have

import re
from typing import Final

from spacy.lang.char_classes import ALPHA, LIST_ELLIPSES, LIST_ICONS
from spacy.language import Language
from spacy.symbols import ORTH  # type: ignore[import-not-found]
from spacy.tokenizer import Tokenizer  # type: ignore[import-not-found]
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex

HYPHENS: Final = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212~"
MARKS: Final = "®™©℠"
BULLETS: Final = "•●▪■◆▲►▶·∙‣⁃◦★※"
QUOTES: Final = "\"'“”„‟‘’‚‛«»‹›「」『』`´"

KEPT_WITH_STOP: Final = (
    *("Inc.", "INC.", "Corp.", "CORP.", "Co.", "CO.", "Ltd.", "LTD.", "Pty.", "Pte.", "Bhd.", "Sdn.", "Cie.", "Bros."),
    *(
        "Dr.",
        "DR.",
        "Drs.",
        "Mr.",
        "Mrs.",
        "Ms.",
        "Prof.",
        "St.",
        "Jr.",
        "Sr.",
        "Ph.D.",
        "Sc.D.",
        "Pharm.D.",
        "D.Phil.",
    ),
    *("M.D.", "M.Sc.", "M.B.A.", "B.Sc.", "Dipl.", "Ing.", "h.c.", "rer.", "nat.", "med."),
    *("No.", "Nos.", "vs.", "approx.", "incl.", "e.g.", "i.e.", "etc.", "cf.", "al.", "p.a."),
    *("U.S.", "U.K.", "E.U.", "U.S.A.", "D.C.", "a.m.", "p.m.", "S.p.A.", "S.r.l.", "S.A.S.", "e.V.", "A.Ş."),
    *("Jan.", "Feb.", "Mar.", "Apr.", "Jun.", "Jul.", "Aug.", "Sep.", "Sept.", "Oct.", "Nov.", "Dec."),
    *("Mass.", "Calif.", "Conn.", "Fla.", "Ill.", "Md.", "Mich.", "Minn.", "Mo.", "N.J.", "N.Y.", "N.C.", "Pa.", "Pa"),
    *("Penn.", "Tenn.", "Tex.", "Va.", "Wash.", "Wis.", "Ont.", "Que.", "Colo.", "Ariz.", "Ga."),
)
"""Abbreviations whose full stop is part of the word, beyond those that spaCy's English already knows."""

_WORD: Final = f"[{ALPHA}0-9{MARKS}.)\\]]"
_INFIXES: Final = (
    *LIST_ELLIPSES,
    *LIST_ICONS,
    r"&(?:[a-zA-Z]{2,8}|#\d{2,5});",
    f"[{MARKS}]",
    rf"(?<={_WORD})(?:--+|[{HYPHENS}])(?=[{ALPHA}0-9(\[“\"])",
    rf"(?<={_WORD})[:<>=/|](?=[{ALPHA}0-9])",
    r"(?<=[0-9])[+*^](?=[0-9-])",
    rf"(?<=[{ALPHA}]{{2}})\.(?=[{ALPHA}][{ALPHA}]+\b)(?![a-z]{{2,3}}\b)",
    rf"(?<=[{ALPHA}.)]),(?=[{ALPHA}])",
    rf"(?<=[{ALPHA}0-9])[.!?](?=[”\"’])",
    r"[()\[\]]",
    "[“”«»„]",
)
_EMAIL: Final = re.compile(r"^[\w.+-]+@[\w-]+(?:\.[\w-]+)+$")


def finer_tokenizer(nlp: Language) -> Tokenizer:
    """The tokenizer of the pipeline: spaCy's English rules, cut finer as the module says."""
    money = r"(?:RMB|CNY|USD|EUR|GBP|JPY|KRW|SGD|AUD|CAD|CHF|HKD|INR|NT\$|HK\$|S\$|A\$|AU\$|C\$|CA\$|[₩¥£€])(?=[0-9])"
    edges = [money, f"[{MARKS}]", f"[{BULLETS}]", f"[{HYPHENS}]", f"[{QUOTES}]", r"&(?:[a-zA-Z]{2,8}|#\d{2,5});"]
    prefixes = [*edges, *(nlp.Defaults.prefixes or ())]
    suffixes = [*edges[1:], r"(?<=-[A-Z])\.", "[‘’'´`]s", "[‘’'´`]S", *(nlp.Defaults.suffixes or ())]
    tokenizer = Tokenizer(
        nlp.vocab,
        rules=nlp.Defaults.tokenizer_exceptions,
        prefix_search=compile_prefix_regex(prefixes).search,
        suffix_search=compile_suffix_regex(suffixes).search,
        infix_finditer=compile_infix_regex(_INFIXES).finditer,
        token_match=_EMAIL.match,
        url_match=nlp.Defaults.url_match,
    )
    for abbreviation in KEPT_WITH_STOP:
        tokenizer.add_special_case(abbreviation, [{ORTH: abbreviation}])
    return tokenizer
