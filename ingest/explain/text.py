"""An explanation on a terminal, or as plain text where the output is none: names then stand in [brackets]."""

from typing import Final, TextIO

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.text import Text

from ingest.annotations import EntityLabel
from ingest.explain.gather import Explanation, Line, Mention, Quote, Refusal, one_line

PLAIN_WIDTH: Final = 120
"""Columns of plain text: what a log or a pager shows without wrapping again."""
STYLES: Final[dict[EntityLabel, str]] = {
    EntityLabel.ORGANIZATION: "bold cyan",
    EntityLabel.PERSON: "bold magenta",
    EntityLabel.TECHNOLOGY: "bold green",
    EntityLabel.INDICATION: "bold yellow",
}
SURE: Final = 0.8
DOUBTFUL: Final = 0.5


def console_for(out: TextIO) -> Console:
    """Colours where `out` is a terminal that wants them, else text of `PLAIN_WIDTH` columns."""
    console = Console(file=out, highlight=False, emoji=False, markup=False)
    if not console.is_terminal:
        console.width = PLAIN_WIDTH
    return console


def show(explanation: Explanation, console: Console) -> None:
    """Print one release: its facts with their sentences, then what was not kept."""
    brackets = not console.is_terminal
    parts: list[RenderableType] = [_heading(explanation)]
    for group, lines in explanation.facts:
        if lines:
            parts.append(_section(f"{group} ({len(lines)})"))
            parts += [_fact(explanation, line, brackets=brackets) for line in lines]
    if not any(lines for _, lines in explanation.facts):
        parts.append(_section("Nothing was found"))
    if explanation.refusals:
        parts.append(_section(f"Not kept ({len(explanation.refusals)})"))
        parts += [_refusal(explanation, refusal, brackets=brackets) for refusal in explanation.refusals]
    if console.is_terminal:
        console.print(Group(*parts), end="\n\n")
        return
    with console.capture() as captured:
        console.print(Group(*parts), end="\n\n")
    # Rich fills lines with spaces up to the width, which files need not keep.
    console.file.writelines(f"{line.rstrip()}\n" for line in captured.get().splitlines())


def _heading(explanation: Explanation) -> RenderableType:
    release = explanation.release
    known = (release.published and release.published.isoformat(), release.publisher, release.url, release.id)
    return Group(
        Rule(style="dim"),
        Text(one_line(release.title or release.id), "bold"),
        Text(" · ".join(one_line(part) for part in known if part), "dim"),
        Text(f"read by pipeline {explanation.pipeline}", "dim"),
    )


def _section(title: str) -> Text:
    return Text(f"\n{title}", "bold underline")


def _fact(explanation: Explanation, line: Line, *, brackets: bool) -> RenderableType:
    head = _confidence(line.confidence).append("  ").append(line.title, "bold")
    below: list[RenderableType] = [Text(detail) for detail in line.details]
    if line.sources:
        below.append(Text(f"proposed by {', '.join(line.sources)}", "dim"))
    below += [_quoted(explanation, quote, brackets=brackets) for quote in line.shown]
    return _indented(head, *below)


def _refusal(explanation: Explanation, refusal: Refusal, *, brackets: bool) -> RenderableType:
    head = Text().append("no    ", "red").append(refusal.what, "bold")
    if refusal.surface:
        head.append(f" “{refusal.surface}”", "bold")
    head.append(f": {refusal.reason}", "yellow")
    below: list[RenderableType] = [Text(f"proposed by {', '.join(refusal.sources)}", "dim")] if refusal.sources else []
    if refusal.quote:
        below.append(_quoted(explanation, refusal.quote, brackets=brackets))
    return _indented(head, *below)


def _indented(head: RenderableType, *below: RenderableType) -> RenderableType:
    return Padding(Group(head, Padding(Group(*below), (0, 0, 0, 6))), (0, 0, 0, 2))


def _confidence(value: float) -> Text:
    style = "green" if value >= SURE else "yellow" if value >= DOUBTFUL else "red"
    return Text().append(f"{value:.2f}", style)


def _quoted(explanation: Explanation, quote: Quote, *, brackets: bool) -> RenderableType:
    sentence = Text("“").append_text(sentence_with_names(explanation, quote, brackets=brackets)).append("”")
    if quote.rule and quote.confidence is not None:
        sentence.append(f"  {quote.rule} ", "dim").append_text(_confidence(quote.confidence))
    return sentence


def sentence_with_names(explanation: Explanation, quote: Quote, *, brackets: bool) -> Text:
    """The sentence on one line, its names in the colour of their label, or in brackets where there is no colour."""
    text = explanation.release.text
    result, position = Text(), quote.start
    for mention in outer(explanation.mentions_in(quote.start, quote.end)):
        result.append(_flat(text[position : mention.start]))
        name = _flat(text[mention.start : mention.end])
        result.append(f"[{name}]" if brackets else name, STYLES[mention.label])
        position = mention.end
    return result.append(_flat(text[position : quote.end]))


def outer(mentions: tuple[Mention, ...]) -> list[Mention]:
    """Those that lie in no other, left to right."""
    found: list[Mention] = []
    for mention in mentions:
        if not found or mention.start >= found[-1].end:
            found.append(mention)
    return found


def _flat(text: str) -> str:
    """As `one_line`, with the spaces at both ends that part a name from the words beside it."""
    inner = one_line(text)
    if not inner:
        return " " if text else ""
    return f"{' ' if text[0].isspace() else ''}{inner}{' ' if text[-1].isspace() else ''}"
