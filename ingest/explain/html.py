"""An explanation as a page: the text with its names, marked by displaCy, and the facts beside it.

One file without scripts that asks for nothing from elsewhere, so that it can be kept, mailed and read offline. A fact's
sentences are links to where they stand in the text.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from importlib.resources import files
from itertools import pairwise
from typing import Any, Final

from spacy import displacy

from ingest.annotations import EntityLabel
from ingest.explain.gather import LABELS, Explanation, Line, Quote, Refusal, one_line

NAMES: Final[dict[EntityLabel, str]] = {
    EntityLabel.ORGANIZATION: "organization",
    EntityLabel.PERSON: "person",
    EntityLabel.TECHNOLOGY: "technology",
    EntityLabel.INDICATION: "indication",
}
COLORS: Final[dict[EntityLabel, str]] = {label: f"var(--{label.value.lower()})" for label in EntityLabel}
"""displaCy writes these at each name; the style sheet gives them a value for light and for dark."""
TEMPLATE: Final = '<mark class="{kind}" style="background: {bg}" title="{hint}">{text}</mark>'
# No scripts, no fonts, no pictures: the release's own text can do nothing on this page.
POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
TAIL: Final = "</main>\n</body>\n</html>\n"


def head(title: str) -> str:
    """The page up to its first release."""
    style = files("ingest.explain").joinpath("page.css").read_text("utf-8")
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        f"<title>{_safe(title)} - Cellpact</title>\n<style>\n{style}</style>\n</head>\n<body>\n<main>\n"
    )


def article(explanation: Explanation, number: int = 1) -> str:
    """One release; `number` keeps the anchors of several releases on one page apart."""
    release = explanation.release
    cuts = _cuts(explanation)
    facts = "".join(
        f"<h3>{group} ({len(lines)})</h3>\n"
        f"<table>\n{''.join(_row(explanation, line, cuts, number) for line in lines)}</table>\n"
        for group, lines in explanation.facts
        if lines
    )
    known = [part for part in (release.published and release.published.isoformat(), release.publisher) if part]
    parts = [_safe(part) for part in known]
    if release.url and release.url.startswith(("https://", "http://")):
        parts.append(f'<a href="{_safe(release.url)}" rel="noreferrer">{_safe(release.url)}</a>')
    parts += [_safe(release.id), f"pipeline {_safe(explanation.pipeline)}"]
    safe_title = _safe(one_line(release.title or release.id))
    return (
        f'<article id="r{number}">\n<header>\n<h2>{safe_title}</h2>\n'
        f'<p class="known">{" · ".join(parts)}</p>\n</header>\n<div class="columns">\n'
        f'<section class="text" aria-label="Text">\n{_legend()}{_text(explanation, cuts, number)}</section>\n'
        f'<section class="facts" aria-label="Facts">\n{facts or "<p>Nothing was found.</p>"}'
        f"{_refusals(explanation, cuts, number)}</section>\n</div>\n</article>\n"
    )


def page(explanations: Sequence[Explanation]) -> str:
    """A whole page, for a few releases at once."""
    title = explanations[0].release.title or explanations[0].release.id if len(explanations) == 1 else "Releases"
    return head(title) + "".join(article(item, n) for n, item in enumerate(explanations, 1)) + TAIL


@dataclass(frozen=True, slots=True)
class _Mark:
    """A stretch of the text to mark: `kind` is its class in the style sheet, `hint` what pointing at it tells."""

    start: int
    end: int
    kind: str
    color: str
    hint: str

    def around(self, markup: str) -> str:
        return TEMPLATE.format(text=markup, bg=self.color, **self.params)

    @property
    def params(self) -> dict[str, str]:
        return {"kind": self.kind, "hint": _safe(self.hint)}


def _cuts(explanation: Explanation) -> list[int]:
    """Where the text is cut into sentences, but never within a name; the last is the end of the text."""
    inside = {place for mention in explanation.mentions for place in range(mention.start + 1, mention.end)}
    inside |= {place for refusal in explanation.refusals if refusal.surface for place in _within(refusal)}
    return sorted({0, *explanation.sentences, len(explanation.release.text)} - inside)


def _within(refusal: Refusal) -> range:
    return range(refusal.span[0] + 1, refusal.span[1])


def _marks(explanation: Explanation) -> list[_Mark]:
    """All names in text order, outer ones first; then what was refused, where no name stands now."""
    known = {
        (LABELS[group], line.title): ", ".join(line.sources) or line.quotes[0].rule
        for group, lines in explanation.facts
        if group in LABELS
        for line in lines
    }
    found = []
    for mention in explanation.mentions:
        kind, name = NAMES[mention.label], one_line(mention.name)
        hint = f"{kind} {name}: {known.get((mention.label, name), '')}"
        found.append(_Mark(mention.start, mention.end, kind, COLORS[mention.label], hint))
    taken = {place for mark in found for place in range(mark.start, mark.end)}
    for refusal in explanation.refusals:
        if refusal.surface and taken.isdisjoint(range(*refusal.span)):
            hint = f"not kept as {refusal.what}: {refusal.reason}"
            found.append(_Mark(*refusal.span, "dropped", "none", hint))
            taken.update(range(*refusal.span))
    return sorted(found, key=lambda mark: (mark.start, -mark.end))


def _text(explanation: Explanation, cuts: list[int], number: int) -> str:
    marks = _marks(explanation)
    parts = []
    for index, (start, end) in enumerate(pairwise(cuts)):
        inside = [mark for mark in marks if start <= mark.start < end]
        marked = _marked(explanation.release.text, start, end, inside)
        parts.append(f'<div class="sentence" id="{_anchor(number, index)}">{marked}</div>')
    return "".join(parts) + "\n"


def _marked(text: str, start: int, end: int, marks: Sequence[_Mark]) -> str:
    """A stretch of text by displaCy, which knows no name within a name: those are marked in it before."""
    ents: list[dict[str, Any]] = []
    reached = start
    for mark in marks:
        if mark.start < reached:
            continue
        reached = mark.end
        inner = [other for other in marks if other is not mark and mark.start <= other.start and other.end <= mark.end]
        params = {**mark.params, "bg": mark.color, "text": _nested(text, mark, inner)}
        ents.append({"start": mark.start - start, "end": mark.end - start, "label": mark.kind, "params": params})
    shown = {"text": text[start:end], "ents": ents, "title": None}
    return displacy.render(shown, style="ent", manual=True, jupyter=False, options={"template": TEMPLATE})


def _nested(text: str, outer: _Mark, inner: Sequence[_Mark]) -> str:
    parts, reached = [], outer.start
    for mark in inner:
        if mark.start >= reached:
            parts += [_safe(text[reached : mark.start]), mark.around(_safe(text[mark.start : mark.end]))]
            reached = mark.end
    return "".join(parts) + _safe(text[reached : outer.end])


def _legend() -> str:
    names = "".join(
        f'<span><mark style="background: {COLORS[label]}">{kind}</mark></span>' for label, kind in NAMES.items()
    )
    return f'<p class="legend">{names}<span><mark class="dropped">not kept</mark></span></p>\n'


def _row(explanation: Explanation, line: Line, cuts: list[int], number: int) -> str:
    details = "".join(f'<span class="soft">{_safe(detail)}</span>' for detail in line.details)
    sources = f'<span class="soft">proposed by {_safe(", ".join(line.sources))}</span>' if line.sources else ""
    quotes = _quotes(explanation, line.shown, cuts, number)
    sure = f"{line.confidence:.2f}"
    meter = f'<meter min="0" max="1" low="0.5" high="0.8" optimum="1" value="{sure}"></meter>'
    return (
        f'<tr><th scope="row">{_safe(line.title)}{details}{sources}{quotes}</th>'
        f'<td class="sure">{meter} {sure}</td></tr>\n'
    )


def _quotes(explanation: Explanation, quotes: Sequence[Quote], cuts: list[int], number: int) -> str:
    items = []
    for quote in quotes:
        anchor = _anchor(number, bisect_right(cuts, quote.start) - 1)
        sentence = _safe(one_line(explanation.release.text[quote.start : quote.end]))
        told = f" <code>{_safe(quote.rule)} {quote.confidence:.2f}</code>" if quote.confidence is not None else ""
        items.append(f'<li><a href="#{anchor}">{sentence}</a>{told}</li>')
    return f'<ul class="quotes">{"".join(items)}</ul>' if items else ""


def _refusals(explanation: Explanation, cuts: list[int], number: int) -> str:
    if not explanation.refusals:
        return ""
    rows = "".join(
        f'<tr><th scope="row">{_safe(refusal.what)}{f" “{_safe(refusal.surface)}”" if refusal.surface else ""}'
        f'<span class="soft">{_safe(refusal.reason)}</span>'
        f"{_quotes(explanation, [refusal.quote] if refusal.quote else [], cuts, number)}</th></tr>\n"
        for refusal in explanation.refusals
    )
    title = f"<h3>Not kept ({len(explanation.refusals)})</h3>"
    return f"<details>\n<summary>{title}</summary>\n<table>\n{rows}</table>\n</details>\n"


def _anchor(number: int, sentence: int) -> str:
    return f"r{number}-s{sentence}"


def _safe(text: str) -> str:
    return escape(text).replace("\n", "<br>") if "\n" in text else escape(text)
