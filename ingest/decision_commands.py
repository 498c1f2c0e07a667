"""The commands by which a person corrects the graph for good.

They are review, merge, split, rename, facts, reject, accept and undo. Each adds signed and dated lines to the file of
decisions and brings the graph in line; every later ingest replays the file. What they run is imported inside them, so
that `cellpact --help` stays fast.
"""

# ruff: noqa: PLC0415 - for the reason above

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ingest.options import DecisionsFile
from ingest.resolve.labels import Label

if TYPE_CHECKING:
    from ingest.resolve.deciding import Desk
    from ingest.resolve.decisions import Decision

By = Annotated[
    str | None, typer.Option("--by", help="Who decides; unset: CELLPACT_SIGNATURE, else the user of the system")
]
Note = Annotated[str | None, typer.Option("--note", help="Why, for those who read the file")]
OfLabel = Annotated[Label | None, typer.Option("--label", help="What the ids are, where that is not clear")]


def merge(  # noqa: PLR0913, PLR0917 - each is an option of the command
    kept: Annotated[str, typer.Argument(metavar="A", help="Id that stays", show_default=False)],
    other: Annotated[str, typer.Argument(metavar="B", help="Id that is merged into it", show_default=False)],
    label: OfLabel = None,
    decisions: DecisionsFile = None,
    by: By = None,
    note: Note = None,
) -> None:
    """Say that two organizations, or two people, are one.

    A stays; whoever asks for B is sent to A.
    """
    from ingest.resolve.decisions import Action

    with _desk(decisions, by) as desk:
        kind = desk.label_of(kept, other, label=label)
        _done(desk, desk.make(Action.MERGE, label=kind, one=kept, other=other, note=note))


def split(  # noqa: PLR0913, PLR0917 - each is an option of the command
    one: Annotated[str, typer.Argument(metavar="A", help="Id of one of them", show_default=False)],
    other: Annotated[str | None, typer.Argument(metavar="[B]", help="Id of the other", show_default=False)] = None,
    release: Annotated[str | None, typer.Option("--release", help="Only what this release calls A")] = None,
    new: Annotated[str | None, typer.Option("--as", metavar="ID", help="What A is in that release")] = None,
    label: OfLabel = None,
    decisions: DecisionsFile = None,
    by: By = None,
    note: Note = None,
) -> None:
    """Say that two organizations, or two people, are two.

    With B they are kept apart for good. With --release and --as, what one release calls A gets an id of its own: two
    companies with one name.
    """
    from ingest.errors import DecisionsError
    from ingest.resolve.decisions import Action

    if (other is None) == (release is None) or (release is None) != (new is None):
        raise typer.BadParameter("give either a second id, or --release and --as together")
    with _desk(decisions, by) as desk:
        kind = desk.label_of(one, *([other] if other else []), label=label)
        if release is not None and not desk.names_in(release, kind, one):
            raise DecisionsError(f"release {release} names no {one}", next_step=f"`cellpact facts {release}` lists it")
        _done(desk, desk.make(Action.SPLIT, label=kind, one=one, other=other, release=release, new=new, note=note))


def rename(  # noqa: PLR0913, PLR0917 - each is an option of the command
    one: Annotated[str, typer.Argument(metavar="A", help="Id", show_default=False)],
    name: Annotated[str, typer.Argument(metavar="NAME", help="What it is called", show_default=False)],
    label: OfLabel = None,
    decisions: DecisionsFile = None,
    by: By = None,
    note: Note = None,
) -> None:
    """Say what an organization or a person is called; the id stays."""
    from ingest.resolve.decisions import Action

    if not name.strip():
        raise typer.BadParameter("the name is empty")
    with _desk(decisions, by) as desk:
        kind = desk.label_of(one, label=label)
        _done(desk, desk.make(Action.RENAME, label=kind, one=desk.canonical(kind, one), name=name.strip(), note=note))


def facts(
    release: Annotated[str, typer.Argument(metavar="RELEASE", help="Id of a release", show_default=False)],
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON object a line")] = False,
    decisions: DecisionsFile = None,
) -> None:
    """List the facts of a release with their ids, and what persons said of them."""
    from ingest.resolve.deciding import told

    with _desk(decisions, None) as desk:
        judgements = desk.read().judgements().get(release, {})
        for record in desk.facts(release):
            judged = judgements.get(record.id)
            verdict = None if judged is None else "accepted" if judged[1] else "rejected"
            if as_json:
                typer.echo(json.dumps({"id": record.id, "judged": verdict, "kind": record.kind, **record.said}))
            else:
                first, *rest = told(record)
                typer.echo("\n".join([first + (f"  [{verdict}]" if verdict else ""), *rest]))


Facts = Annotated[list[str], typer.Argument(metavar="FACT", help="Ids that `facts` lists", show_default=False)]


def reject(fact: Facts, decisions: DecisionsFile = None, by: By = None, note: Note = None) -> None:
    """Say that facts are wrong: they leave the graph, and stay out when the release is read again."""
    from ingest.resolve.decisions import Action

    with _desk(decisions, by) as desk:
        _done(desk, *(desk.make(Action.REJECT, fact=desk.fact(name), note=note) for name in fact))


def accept(fact: Facts, decisions: DecisionsFile = None, by: By = None, note: Note = None) -> None:
    """Say that facts are right: they count as sure, and stay when a later reading misses them."""
    from ingest.resolve.decisions import Action

    with _desk(decisions, by) as desk:
        _done(desk, *(desk.make(Action.ACCEPT, fact=desk.fact(name), note=note) for name in fact))


def undo(
    decision: Annotated[
        str | None, typer.Argument(metavar="[DECISION]", help="Its id; unset: the last one", show_default=False)
    ] = None,
    listed: Annotated[bool, typer.Option("--list", help="Only list the decisions that count")] = False,
    decisions: DecisionsFile = None,
    by: By = None,
    note: Note = None,
) -> None:
    """Take back a decision: the graph is then what it would be without it."""
    from ingest.errors import DecisionsError
    from ingest.resolve.decisions import Action

    with _desk(decisions, by) as desk:
        standing = desk.read().standing()
        if listed:
            for each in standing:
                typer.echo(str(each))
            return
        if not standing:
            raise DecisionsError(f"no decision in {desk.path} counts", next_step="there is nothing to undo")
        found = standing[-1] if decision is None else next((d for d in standing if d.id == decision), None)
        if found is None:
            raise DecisionsError(f"no decision {decision} counts", next_step="`cellpact undo --list` lists them")
        typer.echo(f"undone: {found}", err=True)
        _done(desk, desk.make(Action.UNDO, undoes=found.id, note=note))


def review(  # noqa: PLR0913, PLR0917 - each is an option of the command
    label: OfLabel = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="Pairs at most")] = 20,
    listed: Annotated[bool, typer.Option("--list", help="Only list them, as where no terminal is")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="List them as JSON, an object a line")] = False,
    decisions: DecisionsFile = None,
    by: By = None,
) -> None:
    """Show pairs that may be one, with what speaks for it, and take the answers."""
    from ingest.resolve.decisions import Action

    with _desk(decisions, by) as desk:
        pairs = desk.reviews(label, limit)
        if as_json:
            for found in pairs:
                typer.echo(json.dumps(found))
            return
        if not pairs:
            typer.echo("nothing waits for a decision", err=True)
        asks = asks_here() and not listed
        made = []
        for number, found in enumerate(pairs, start=1):
            typer.echo("\n".join([f"{number}/{len(pairs)}", *_shown(found)]))
            answer = _answer() if asks else "later"
            if answer == "quit":
                break
            if answer != "later":
                action = Action.MERGE if answer == "same" else Action.SPLIT
                kept, other = _kept_first(found)
                made.append(desk.make(action, label=found["label"], one=kept, other=other))
        if made:
            _done(desk, *made)


def asks_here() -> bool:
    """Whether somebody sits at a terminal."""
    return sys.stdin.isatty()


def _shown(found: dict[str, Any]) -> Iterator[str]:
    yield f"{found['label']}  {found['score']:.2f}  {found['reason']}"
    for side in (found["one"], found["other"]):
        many = f"{side['releases']} release{'s' if side['releases'] != 1 else ''}"
        yield f"  {side['id']}  ({', '.join(side['names'])}; {many})"
        for sentence in side["sentences"]:
            yield f"    “{' '.join(sentence['text'].split())}”  [{sentence['release']}]"


def _kept_first(found: dict[str, Any]) -> tuple[str, str]:
    """Who is named by more releases stays, among equals the fuller name."""
    sides = sorted((found["one"], found["other"]), key=lambda s: (-s["releases"], -len(s["id"]), s["id"]))
    return str(sides[0]["id"]), str(sides[1]["id"])


def _answer() -> str:
    answers = {"s": "same", "d": "different", "": "later", "l": "later", "q": "quit"}
    while True:
        given = str(typer.prompt("[s]ame, [d]ifferent, [l]ater, [q]uit", default="l", err=True)).strip().lower()
        if given in answers or given in answers.values():
            return answers.get(given, given)
        typer.echo(f"{given!r} is none of them", err=True)


def _done(desk: "Desk", *decisions: "Decision") -> None:
    done = desk.decide(*decisions)
    for decision in decisions:
        typer.echo(str(decision))
    many = f"{done.reloaded} release{'s' if done.reloaded != 1 else ''}"
    typer.echo(f"noted in {desk.path}; {many} loaded again", err=True)


@contextmanager
def _desk(path: Path | None, by: str | None) -> "Iterator[Desk]":
    import getpass

    from graph import schema
    from graph.client import GraphClient
    from graph.settings import GraphSettings
    from ingest.progress import Teller
    from ingest.resolve.deciding import Desk, decisions_path
    from ingest.settings import IngestSettings

    settings, graph_settings = IngestSettings.load(), GraphSettings.load()
    with GraphClient(graph_settings) as client:
        client.verify()
        schema.apply(client)
        yield Desk(
            client, decisions_path(path, graph_settings), by or settings.signature or getpass.getuser(), Teller()
        )
