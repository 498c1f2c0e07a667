"""The commands that read releases: `extract`, `ingest` and `evaluate`.

What they run is imported inside them: spaCy takes two seconds, which `cellpact --help` should not.
"""

# ruff: noqa: PLC0415 - for the reason above

import json
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, TextIO

import typer

from ingest.errors import OutputError
from ingest.options import DecisionsFile

if TYPE_CHECKING:
    from ingest.extract.run import Reading
    from ingest.progress import Teller
    from ingest.run import Summary

BASELINE: Final = Path("benchmarks/evaluation.json")
GAZETTEER: Final = "gazetteer"
NAMES: Final = "names"
INTERRUPTED: Final = 130

Sources = Annotated[
    list[str],
    typer.Argument(
        metavar="SOURCE",
        help="Files (.txt .html .pdf .json .jsonl .csv), folders, web addresses, feeds, or - for standard input",
        show_default=False,
    ),
]
SourcesOrNone = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="SOURCE",
        help="As for `extract`, and exports (.jsonl, .jsonl.gz)",
        show_default=False,
    ),
]
Processes = Annotated[int, typer.Option("--processes", "-p", min=1, help="Read in this many processes")]
NoGazetteer = Annotated[bool, typer.Option("--no-gazetteer", help="Leave out the list of known organizations")]
Fast = Annotated[
    bool, typer.Option("--fast", help="Leave out the trained name model: more than twice as fast, a little less right")
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Tell rejections only")]


def extract(  # noqa: PLR0913, PLR0917 - each is an option of the command
    sources: Sources,
    output: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write here; - is standard output, as without this option"),
    ] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show each fact with sentence and rule, and what was dropped and why")
    ] = False,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="OUT.html", help="Write the same as a page that works offline")
    ] = None,
    processes: Processes = 1,
    no_gazetteer: NoGazetteer = False,
    fast: Fast = False,
    quiet: Quiet = False,
) -> None:
    """Read releases and print what they say, a JSON record a line. Needs no database.

    With --explain or --html, they are shown to a person instead; a page alone leaves standard output empty.

    Exit status: 0 all well, 1 some were rejected, 2 wrong use.
    """
    from ingest import run
    from ingest.progress import Teller
    from ingest.sources import check_sources

    check_sources(sources)
    reading, teller = _reading(processes, no_gazetteer=no_gazetteer, fast=fast), Teller(quiet=quiet)
    if explain or html:
        if processes > 1:
            raise typer.BadParameter("--explain and --html read in one process", param_hint="--processes")
        if output and not explain:
            raise typer.BadParameter("--html writes no records; add --explain, or run it twice", param_hint="--output")
        summary = _explained(sources, reading, teller, output=(output or "-") if explain else None, html=html)
    else:
        with _opened(output or "-") as out:
            summary = run.extract_sources(sources, out, reading, teller)
    raise typer.Exit(1 if summary.rejected else 0)


def ingest(  # noqa: PLR0913, PLR0917 - each is an option of the command
    sources: SourcesOrNone = None,
    again: Annotated[
        bool,
        typer.Option(
            "--again",
            help="Read the texts of exports too; without a source, those in the graph that another version read",
        ),
    ] = False,
    processes: Processes = 1,
    no_gazetteer: NoGazetteer = False,
    fast: Fast = False,
    decisions: DecisionsFile = None,
    quiet: Quiet = False,
) -> None:
    """Read releases and load what they say into the graph.

    Loading the same release twice changes nothing; a changed one replaces what it said before. Records that `cellpact
    extract` or `cellpact export jsonl` wrote are loaded as they are. At the end who is who is settled over all
    releases, with what persons decided.

    Exit status: 0 all well, 1 some were rejected, 2 wrong use, 3 the database cannot be reached.
    """
    from graph import schema
    from graph.client import GraphClient
    from graph.settings import GraphSettings
    from ingest.progress import Teller
    from ingest.resolve.deciding import decisions_path
    from ingest.resolve.decisions import read
    from ingest.sources import check_sources

    if sources or not again:
        check_sources(_named(sources))
    settings = GraphSettings.load()
    decided = read(decisions_path(decisions, settings))
    with GraphClient(settings) as client:
        client.verify()
        schema.apply(client, Teller(quiet=quiet).say)
        from ingest.loading import ingest_sources

        summary = ingest_sources(
            client,
            sources or [],
            _reading(processes, no_gazetteer=no_gazetteer, fast=fast),
            Teller(quiet=quiet),
            again=again,
            decisions=decided,
        )
    if summary.interrupted:
        raise typer.Exit(INTERRUPTED)
    raise typer.Exit(1 if summary.rejected else 0)


def evaluate(  # noqa: PLR0913, PLR0917 - each is an option of the command
    gold: Annotated[Path, typer.Argument(help="Folder of annotated releases, one .json file each", show_default=False)],
    predicted: Annotated[
        Path | None,
        typer.Option(help="Score these records (.jsonl file or folder) instead of running the pipeline"),
    ] = None,
    errors: Annotated[bool, typer.Option("--errors", help="List every difference, tab-separated")] = False,
    no_gazetteer: NoGazetteer = False,
    fast: Fast = False,
    baseline: Annotated[Path, typer.Option(help="File of earlier scores to compare with")] = BASELINE,
    write_baseline: Annotated[bool, typer.Option("--write-baseline", help="Keep these scores as the baseline")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of the table")] = False,
    processes: Processes = 1,
) -> None:
    """Score what the pipeline reads against annotated releases.

    Prints precision, recall and F1 of every measure, and how they changed against the baseline.
    """
    from rich.console import Console

    from ingest import run
    from ingest.evaluate import report
    from ingest.evaluate.records import read_annotations
    from ingest.progress import Teller

    annotated = read_annotations(gold)
    reading = _reading(processes, no_gazetteer=no_gazetteer, fast=fast)
    found = read_annotations(predicted) if predicted else run.read_again(gold, reading, Teller())
    result = report.report(annotated, found)
    name = gold.resolve().name + ("-without-gazetteer" if no_gazetteer else "") + ("-fast" if fast else "")
    before = report.read_baseline(baseline, name)
    if as_json:
        faults = {"errors": [asdict(fault) for fault in result.faults]} if errors else {}
        typer.echo(json.dumps(result.as_json() | faults))
    else:
        if errors:
            for fault in result.faults:
                typer.echo("\t".join(asdict(fault).values()))
        console = Console(highlight=False)
        console.print(report.table(result, before))
        console.print(f"{len(annotated)} releases, {result.missing} without a prediction")
    if write_baseline:
        report.write_baseline(baseline, name, result.baseline(None if predicted else reading.version))


def _named(sources: list[str] | None) -> list[str]:
    if not sources:
        raise typer.BadParameter("name what to read, or give --again", param_hint="SOURCE")
    return sources


def _reading(processes: int, *, no_gazetteer: bool, fast: bool) -> "Reading":
    from ingest.extract.run import Reading

    left_out = {GAZETTEER: no_gazetteer, NAMES: fast}
    return Reading(processes=processes, without=frozenset(name for name, left in left_out.items() if left))


def _explained(
    sources: list[str], reading: "Reading", teller: "Teller", *, output: str | None, html: Path | None
) -> "Summary":
    from ingest.explain.run import explain_sources, opened_page

    with ExitStack() as stack:
        out = stack.enter_context(_opened(output)) if output else None
        page = stack.enter_context(opened_page(html, sources)) if html else None
        return explain_sources(sources, reading, teller, out=out, page=page)


@contextmanager
def _opened(output: str) -> Iterator[TextIO]:
    if output == "-":
        yield sys.stdout
        return
    try:
        # Line by line, so that what was read before an interruption is there.
        with Path(output).open("w", encoding="utf-8", buffering=1) as file:
            yield file
    except OSError as error:
        raise OutputError(f"cannot write {output} ({error.strerror})", next_step="name another file") from error
