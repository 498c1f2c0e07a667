"""Progress on the error stream: a moving line on a terminal, nothing in a log; rejections are always told."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TypeVar

from rich.console import Console
from rich.markup import escape
from rich.progress import MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from ingest.release import Rejected

T = TypeVar("T")


class Teller:
    """Tells a person what happens, on the error stream, so that the output stream stays clean for programs."""

    def __init__(self, *, quiet: bool = False, each: bool = True, console: Console | None = None) -> None:
        """Make one; `each` tells every release, `quiet` leaves all but rejections out."""
        self.console = console or Console(stderr=True, highlight=False, soft_wrap=True)
        self._quiet = quiet
        self._each = each and not quiet

    def told(self, outcome: str, release: str) -> None:
        """Print what became of a release."""
        if self._each:
            self.console.print(f"{outcome:<9} {escape(release)}")

    def say(self, text: str) -> None:
        """Print a line."""
        if not self._quiet:
            self.console.print(escape(text))

    def reject(self, rejected: Rejected) -> None:
        """Print why something was rejected, in quiet mode too."""
        self.console.print(f"[yellow]rejected[/] {escape(str(rejected))}")

    def summarise(self, outcomes: Mapping[str, int], agreements: int) -> None:
        """Print how many releases came to which outcome, and how many agreements they report."""
        if self._quiet:
            return
        table = Table(box=None, pad_edge=False, header_style="bold")
        table.add_column("outcome")
        table.add_column("releases", justify="right")
        for outcome, number in outcomes.items():
            table.add_row(outcome, str(number))
        table.add_row("all", str(sum(outcomes.values())), style="bold")
        self.console.print(table)
        self.console.print(f"They report {agreements} agreements.")

    @contextmanager
    def counting(self, what: str) -> Iterator["Count"]:
        """Show how many items went by, while the block runs."""
        columns = (SpinnerColumn(), TextColumn("{task.description}"), MofNCompleteColumn(), TimeElapsedColumn())
        show = self.console.is_terminal and not self._quiet
        with Progress(*columns, console=self.console, transient=True, disable=not show) as progress:
            yield Count(progress, progress.add_task(what, total=None))


class Count:
    """A running count."""

    def __init__(self, progress: Progress, task: object) -> None:
        self._progress = progress
        self._task = task

    def over(self, items: Iterable[T]) -> Iterator[T]:
        """Pass items through, counting each."""
        for item in items:
            yield item
            self._progress.advance(self._task)  # type: ignore[arg-type] # an opaque id of Rich

    def at(self, what: str, done: int) -> None:
        """Show what is going on, and how much of it is done."""
        self._progress.update(self._task, description=what, completed=done)  # type: ignore[arg-type] # as above
