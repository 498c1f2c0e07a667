"""`cellpact demo`: everything once, on the sample releases, as a new user would do it by hand.

The API runs as a process of its own (`cellpact serve`) and is asked over HTTP: `ingest` and `api` never see each other.
It and Neo4j go on running in the background, so that the addresses at the end work, whether the demonstration ran in a
terminal or in a script; `cellpact demo --stop` ends both.
"""

# ruff: noqa: PLC0415 - what a step needs is imported in it, so that the first step is told at once

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Final

import httpx
import psutil
import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from graph.client import GraphClient
from graph.ports import any_free_port, is_free
from graph.server import LocalServer
from graph.settings import GraphSettings
from ingest.errors import DemoError

STEPS: Final = 4
USUAL_PORT: Final = 8000
START_SECONDS: Final = 60.0
LOG_LINES: Final = 12
# A question as a newcomer would ask it; any name that the samples mention will do.
ASKED: Final = "Kite"


_left_running: list[subprocess.Popen[bytes]] = []  # held on to, or Python would warn that they still run


@dataclass(frozen=True, slots=True)
class Background:
    """The API that a demonstration left running; `started` tells its process from a later one of the same number."""

    pid: int
    started: float
    address: str

    def process(self) -> psutil.Process | None:
        """The process, if it still runs."""
        with suppress(psutil.Error):
            process = psutil.Process(self.pid)
            if abs(process.create_time() - self.started) < 1 and process.status() != psutil.STATUS_ZOMBIE:
                return process
        return None

    def answers(self) -> bool:
        """Whether it can be asked, and reaches the graph."""
        with suppress(httpx.HTTPError):
            return httpx.get(f"{self.address}/readyz", timeout=5).is_success
        return False


def demo(
    stop: Annotated[bool, typer.Option("--stop", help="Stop the API and the Neo4j that it left running")] = False,
) -> None:
    """Read the sample releases into a local Neo4j and ask the API about them.

    Neo4j and the API go on running afterwards, so that you can look around; --stop ends both. A second run is quick.
    """
    console = Console(highlight=False)
    graph = GraphSettings.load()
    note = graph.cellpact_home / "api.json"
    if stop:
        _stop(console, graph, note)
        return
    began = time.monotonic()
    _start_neo4j(console, graph)
    _ingest_samples(console, graph)
    _step(console, 3, "Starting the API")
    address = _start_api(graph, note)
    console.print(f"It answers at {address}")
    _ask(console, address)
    _farewell(console, graph, address, time.monotonic() - began)


def _step(console: Console, number: int, what: str) -> None:
    console.print(f"\n[bold]{number}/{STEPS} {what}[/]")


def _start_neo4j(console: Console, graph: GraphSettings) -> None:
    if not graph.is_local:
        _step(console, 1, f"Using the Neo4j at {graph.neo4j_uri}")
        return
    _step(console, 1, "Starting Neo4j (the first time fetches 165 MB)")
    info = LocalServer.from_settings(graph, tell=lambda line: console.print(escape(line), soft_wrap=True)).up()
    console.print(f"Neo4j {info.version} runs, with its data in {info.home}", soft_wrap=True)


def _ingest_samples(console: Console, graph: GraphSettings) -> None:
    from graph import schema

    _step(console, 2, "Reading the sample releases: names, positions, deals, each with the sentence that says it")
    with GraphClient(graph) as client:
        client.verify()
        schema.apply(client)
        from ingest.extract.run import Reading
        from ingest.loading import ingest_sources
        from ingest.progress import Teller

        teller = Teller(console=console, each=False)
        summary = ingest_sources(client, [str(files("samples"))], Reading(), teller)
    if summary.interrupted:
        raise typer.Exit(130)


def _start_api(graph: GraphSettings, note: Path) -> str:
    """Start the API in the background, or find the one of last time; return its address."""
    running = _noted(note)
    if running and running.process():
        if running.answers():
            return running.address
        _end(running)
    port = USUAL_PORT if is_free(USUAL_PORT) else any_free_port()
    address = f"http://127.0.0.1:{port}"
    log = graph.cellpact_home / "api.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        # A session of its own: closing the terminal, or Ctrl-C in it, must not end what the addresses lead to.
        child = subprocess.Popen(  # noqa: S603 - this very program
            [sys.executable, "-m", "cellpact", "serve", "--host", "127.0.0.1", "--port", str(port)],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
    _left_running.append(child)
    started = Background(child.pid, psutil.Process(child.pid).create_time(), address)
    note.write_text(json.dumps(asdict(started)), "utf-8")
    deadline = time.monotonic() + START_SECONDS
    while not started.answers():
        if child.poll() is not None or time.monotonic() > deadline:
            _end(started)
            last = "\n".join(log.read_text("utf-8", errors="replace").splitlines()[-LOG_LINES:])
            raise DemoError(f"the API did not start. The end of its log, {log}:\n{last}")
        time.sleep(0.2)
    return address


def _ask(console: Console, address: str) -> None:
    """Ask over HTTP what was found, and show the answers as tables, each under the request that gives it."""
    _step(console, 4, "Asking the API what it found")
    with httpx.Client(base_url=address, timeout=30) as api:
        counts = _get(console, api, "/v1/counts")
        _show(console, ["", "in the graph"], [[name, str(number)] for name, number in counts.items()])
        types = [kind for kind in _get(console, api, "/v1/agreement-types")["items"] if kind["agreements"]]
        types.sort(key=lambda kind: -kind["agreements"])
        _show(console, ["agreement type", "agreements"], [[k["name"], str(k["agreements"])] for k in types])
        found = _get(console, api, "/v1/search", q=ASKED, kind="organization")["items"]
        if not found:
            console.print(f"It found no organization called {ASKED}.")
            return
        chosen = found[0]
        _show(console, ["name", "id"], [[hit["name"], hit["id"]] for hit in found[:3]])
        partners = _get(console, api, f"/v1/organizations/{chosen['id']}/partners", limit=8)["items"]
        _show(
            console,
            [f"partner of {chosen['name']}", "agreements", "types"],
            [[p["name"], str(p["agreements"]), ", ".join(p["types"]).replace("_", " ")] for p in partners],
        )
        deals = _get(console, api, f"/v1/organizations/{chosen['id']}/agreements", limit=20)["items"]
        _show(console, ["announced", "agreement"], [[deal["announced"] or "-", deal["title"]] for deal in deals])
        if deals:
            told = max(deals, key=lambda deal: _voices(_answer(api, f"/v1/agreements/{deal['id']}")))
            _show_agreement(console, _get(console, api, f"/v1/agreements/{told['id']}"))


def _voices(deal: Mapping[str, Any]) -> tuple[int, int]:
    """How many releases report a deal, and how many steps of its life they tell: the most telling example is shown."""
    return len({sentence["release"]["id"] for sentence in deal["evidence"]}), len(deal["changes"])


def _show_agreement(console: Console, deal: Mapping[str, Any]) -> None:
    rows = [
        ["agreement", deal["title"]],
        ["status", " -> ".join(_dated(change) for change in deal["changes"]) or deal["status"]],
        ["types", ", ".join(kind["name"] for kind in deal["types"])],
        ["parties", "; ".join(f"{party['name']} ({party['role']})" for party in deal["parties"])],
        ["about", ", ".join(thing["name"] for thing in (*deal["technologies"], *deal["indications"]))],
        ["money", "; ".join(filter(None, map(_sum, deal["terms"])))],
        *(["evidence", f"“{e['text']}” ({e['release']['id']}, {e['confidence']:.2f})"] for e in _quotes(deal)),
    ]
    _show(console, ["", ""], [row for row in rows if row[1]])


def _quotes(deal: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The surest sentence of each of up to three releases."""
    first: dict[str, Mapping[str, Any]] = {}
    for sentence in deal["evidence"]:
        first.setdefault(sentence["release"]["id"], sentence)
    return list(first.values())[:3]


def _dated(change: Mapping[str, Any]) -> str:
    return f"{change['status']} {change['date'] or ''}".strip()


def _sum(term: Mapping[str, Any]) -> str:
    limit = "up to " if term["up_to"] else ""
    if term["percent"] is not None:
        return f"{term['kind']} {limit}{term['percent']:g} %"
    if term["amount"] is not None:
        return f"{term['kind']} {limit}{term['currency']} {term['amount']:,}"
    return f"{term['kind']} undisclosed"


def _get(console: Console, api: httpx.Client, path: str, **parameters: str | int) -> Any:  # noqa: ANN401 - JSON
    console.print(
        f"\n[cyan]GET {escape(str(api.build_request('GET', path, params=parameters).url))}[/]", soft_wrap=True
    )
    return _answer(api, path, **parameters)


def _answer(api: httpx.Client, path: str, **parameters: str | int) -> Any:  # noqa: ANN401 - JSON
    try:
        answer = api.get(path, params=parameters)
        answer.raise_for_status()
        return answer.json()
    except httpx.HTTPError as error:
        raise DemoError(
            f"the API did not answer {path} ({error})", next_step="look at `cellpact graph logs`"
        ) from error


def _show(console: Console, columns: list[str], rows: list[list[str]]) -> None:
    if not rows:
        console.print("nothing")
        return
    table = Table(box=None, pad_edge=False, header_style="bold", show_header=any(columns))
    for number, column in enumerate(columns):
        right = number == 1 and all(row[1].isdigit() for row in rows)
        table.add_column(column, justify="right" if right else "left", no_wrap=number == 0, overflow="fold")
    for row in rows:
        table.add_row(*map(escape, row))
    console.print(table)


def _farewell(console: Console, graph: GraphSettings, address: str, seconds: float) -> None:
    console.print(f"\n[bold]Done in {seconds:.0f} s.[/] Neo4j and the API go on running. Look at:")
    rows = [("the API's documentation", f"{address}/docs")]
    if graph.is_local:
        info = LocalServer.from_settings(graph).status()
        rows += [("the graph in Neo4j Browser", str(info.browser_url)), ("  user", "neo4j")]
        rows += [("  password, in the file", str(info.password_file))]
    command = _command()
    rows += [("the command line", f"{command} query --list"), ("to stop both", f"{command} demo --stop")]
    width = max(len(name) for name, _ in rows)
    for name, value in rows:
        console.print(f"  {name:<{width}}  [cyan]{escape(value)}[/]", soft_wrap=True)


def _command() -> str:
    """How to call Cellpact from here: as it was called, since `make demo` has it in a folder that is on no path."""
    called = Path(sys.argv[0])
    here = Path.cwd()
    return str(called.relative_to(here)) if called.is_relative_to(here) else called.name


def _stop(console: Console, graph: GraphSettings, note: Path) -> None:
    running = _noted(note)
    if running and running.process():
        _end(running)
        console.print("The API has stopped.")
    else:
        console.print("No API runs that a demonstration started.")
    note.unlink(missing_ok=True)
    if graph.is_local:
        stopped = LocalServer.from_settings(graph).down()
        console.print("Neo4j has stopped; the graph stays." if stopped else "Neo4j does not run.")


def _end(running: Background) -> None:
    process = running.process()
    if process is None:
        return
    with suppress(psutil.NoSuchProcess):
        process.terminate()
        try:
            process.wait(timeout=10)
        except psutil.TimeoutExpired:
            process.kill()
    for child in _left_running:
        child.poll()


def _noted(note: Path) -> Background | None:
    try:
        return Background(**json.loads(note.read_text("utf-8")))
    except (FileNotFoundError, ValueError, TypeError):
        return None  # none yet, or a note that was cut short: then the API is started anew, on a free port
