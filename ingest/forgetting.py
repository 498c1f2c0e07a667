"""`cellpact forget`: takes back all that releases said.

The command lives with the readers and not with the graph, because what a release said of names counts for others too:
who is who is settled anew once it is gone.
"""

# ruff: noqa: PLC0415 - spaCy and the driver take seconds, which `cellpact --help` should not

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from graph.errors import UnknownReleaseError
from ingest.options import DecisionsFile

if TYPE_CHECKING:
    from graph.client import GraphClient
    from graph.release_records import ReleaseRecord

SUGGESTED: Final = 3
"""How many ids are suggested for one that the graph does not have."""

ALIKE: Final = 60.0
"""How alike an id has to be, of 100, to be suggested: a typing error or a missing word."""


def forget(
    releases: Annotated[
        list[str], typer.Argument(metavar="RELEASE", help="Ids of releases, as `cellpact query list_releases` shows")
    ],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask")] = False,
    decisions: DecisionsFile = None,
) -> None:
    """Take back all that releases said, and the releases themselves.

    What other releases say too stays. Nothing brings them back but ingesting them again.

    Exit status: 0 all well, 1 you said no, 2 there is no such release, 3 the database cannot be reached.
    """
    from graph.client import GraphClient
    from graph.settings import GraphSettings
    from ingest.resolve.deciding import decisions_path

    settings = GraphSettings.load()
    with GraphClient(settings) as client:
        found = find_releases(client, releases)
        for record in found:
            typer.echo(_told(record), err=True)
        if not yes:
            what = "this release" if len(found) == 1 else f"these {len(found)} releases"
            typer.confirm(
                f"Forget {what} and all that only {'it says' if len(found) == 1 else 'they say'}?", abort=True, err=True
            )
        forget_releases(client, [record.id for record in found], decisions_path(decisions, settings))


def find_releases(client: "GraphClient", ids: Sequence[str]) -> list["ReleaseRecord"]:
    """The releases of these ids, each once.

    Raises:
        UnknownReleaseError: The graph does not have one of them; the message suggests others.
        GraphError: As `GraphClient.read`.
    """
    from graph.lookup import get_release

    found = []
    for name in dict.fromkeys(ids):
        record = get_release(client, name)
        if record is None:
            near = nearest(client, name)
            guess = f"did you mean {' or '.join(near)}?" if near else "`cellpact query list_releases` shows them"
            raise UnknownReleaseError(f"there is no release {name!r}; {guess}")
        found.append(record)
    return found


def nearest(client: "GraphClient", name: str) -> list[str]:
    """The ids that are most like one, the nearest first; reads all ids, and holds none but these."""
    from rapidfuzz import fuzz, process

    from graph.stored import all_releases

    found = process.extract(name, all_releases(client), scorer=fuzz.ratio, limit=SUGGESTED, score_cutoff=ALIKE)
    return [match for match, _, _ in found]


def forget_releases(client: "GraphClient", releases: Sequence[str], decisions: Path) -> None:
    """Take back releases, and settle anew who is who among those that are left, with the `decisions` of persons.

    Raises:
        GraphError: As `GraphClient.write`; what was taken back stays so, and the next ingest settles the names.
    """
    from graph.load import forget_release
    from ingest.resolve import Vocabulary
    from ingest.resolve.decisions import read
    from ingest.resolve.settling import settle_graph

    decided = read(decisions)
    for release in releases:
        forget_release(client, release)
        typer.echo(f"forgotten {release}", err=True)
    settle_graph(client, Vocabulary.load(), decided)


def _told(record: "ReleaseRecord") -> str:
    day = f"{record.published}, " if record.published else ""
    deals = f"{len(record.agreements)} agreement{'' if len(record.agreements) == 1 else 's'}"
    return f"{record.id}: {day}{record.title or 'without a title'} ({deals}, {len(record.mentions)} names)"
