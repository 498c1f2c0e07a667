"""Fetches files in parallel: resumed after a cut, verified before they get their name, with a progress bar.

Proxies and certificate authorities are taken from the environment (HTTPS_PROXY, NO_PROXY, SSL_CERT_FILE, SSL_CERT_DIR).
"""

import hashlib
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Final, NamedTuple

import httpx
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

from graph.errors import ChecksumError, DownloadError, RepositoryUnreachableError

PARALLEL: Final = 12
"""Files at a time: most are small, so what counts is the time for an answer."""

ATTEMPTS: Final = 4
"""How often a file is asked for at one repository before the next one is tried."""

PAUSE: Final = 0.5
"""Seconds before the second attempt; doubled before each further one."""

PASSING: Final = {
    HTTPStatus.REQUEST_TIMEOUT,
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE,
}
"""Answers below 500 after which the same request may succeed; the last one after the half file was discarded."""

TIMEOUT: Final = httpx.Timeout(30.0, connect=10.0)


class Wanted(NamedTuple):
    """A file to fetch: its path in the repository, where to put it, its SHA-256, its size in bytes."""

    path: str
    target: Path
    sha256: str
    size: int


Meter = Callable[[int], None]
"""Told about bytes as they arrive; a negative number takes bytes back."""


def sha256(path: Path) -> str:
    """Return a file's SHA-256 in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


class Downloader:
    """Asks one or several repositories of the same files, in order."""

    def __init__(self, addresses: Sequence[str], console: Console) -> None:
        """Describe a downloader; nobody is contacted yet."""
        self._addresses = addresses
        self._console = console
        self._stop = threading.Event()

    def fetch(self, files: Sequence[tuple[str, Path, str, int]]) -> None:
        """Fetch all files; those that arrive before an error stay.

        Raises:
            RepositoryUnreachableError: no connection.
            ChecksumError: a repository gave something else than was asked for.
            DownloadError: no repository has a file.
            OSError: a file cannot be written.
        """
        wanted = [Wanted(*file) for file in files]
        with (
            self._meter(sum(file.size for file in wanted)) as meter,
            httpx.Client(follow_redirects=True, timeout=TIMEOUT) as client,
            ThreadPoolExecutor(PARALLEL) as pool,
        ):
            # The big ones first, so that no single one is left over at the end.
            queue = sorted(wanted, key=lambda file: -file.size)
            futures = [pool.submit(self._fetch, client, file, meter) for file in queue]
            try:
                done, _ = wait(futures, return_when=FIRST_EXCEPTION)
            finally:
                self._stop.set()
                pool.shutdown(cancel_futures=True)
            for future in done:
                future.result()

    def _fetch(self, client: httpx.Client, file: Wanted, meter: Meter) -> None:
        part = file.target.with_name(f"{file.target.name}.part")
        error: DownloadError | None = None
        for address in self._addresses:
            try:
                self._fetch_from(client, f"{address}/{file.path}", file, part, meter)
            except DownloadError as failure:
                error = failure
            else:
                part.replace(file.target)
                return
        raise error or DownloadError("no repository is configured. Correct your jgo configuration")

    def _fetch_from(self, client: httpx.Client, url: str, file: Wanted, part: Path, meter: Meter) -> None:
        """Bring `part` to the wanted content, in several attempts, each going on where the last one ended."""
        error: DownloadError | None = None
        meter(_size(part))
        for attempt in range(ATTEMPTS):
            if self._stop.is_set():
                break
            if attempt:
                time.sleep(PAUSE * 2 ** (attempt - 1))
            try:
                self._receive(client, url, file, part, meter)
            except httpx.HTTPStatusError as failure:
                status = failure.response.status_code
                error = DownloadError(
                    f"{url} answers {status}. Try again later, or name a mirror in jgo's configuration"
                )
                error.__cause__ = failure
                if status < 500 and status not in PASSING:
                    raise error from failure
                continue
            except httpx.HTTPError as failure:
                error = RepositoryUnreachableError(
                    f"cannot fetch {url}: {failure or type(failure).__name__}. Neo4j has to be downloaded once: go "
                    "online and try again (it goes on where it stopped), or set NEO4J_URI to use a Neo4j that runs"
                )
                error.__cause__ = failure
                continue
            if sha256(part) == file.sha256:
                return
            _discard(part, meter)
            error = ChecksumError(
                f"{url} is not the file that the lock file names. Something between you and the repository changes "
                "it, such as a proxy that answers with a page of its own; try another network"
            )
        raise error or DownloadError("stopped, because another file could not be fetched")

    def _receive(self, client: httpx.Client, url: str, file: Wanted, part: Path, meter: Meter) -> None:
        """Append what is missing from `part`, or begin anew where the repository cannot go on in the middle."""
        if _size(part) > file.size:
            _discard(part, meter)
        have = _size(part)
        if have == file.size:
            return
        headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={have}-"} if have else {})
        with client.stream("GET", url, headers=headers) as response:
            if response.status_code == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
                _discard(part, meter)
            response.raise_for_status()
            if response.status_code != HTTPStatus.PARTIAL_CONTENT:
                _discard(part, meter)
            with part.open("ab") as stream:
                # Not in chunks of a fixed size: what is gathered for one would be lost in a cut.
                for received in response.iter_bytes():
                    stream.write(received)
                    meter(len(received))
                    if self._stop.is_set():
                        return

    @contextmanager
    def _meter(self, total: int) -> Iterator[Meter]:
        """Show progress: a bar on a terminal, elsewhere a line each quarter."""
        if self._console.is_terminal:
            columns = (TextColumn("Neo4j"), BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn())
            with Progress(*columns, console=self._console, transient=True) as progress:
                task = progress.add_task("Neo4j", total=total)
                yield lambda count: progress.advance(task, count)
        else:
            yield _Lines(self._console, total)


def _size(part: Path) -> int:
    return part.stat().st_size if part.exists() else 0


def _discard(part: Path, meter: Meter) -> None:
    meter(-_size(part))
    part.unlink(missing_ok=True)


class _Lines:
    """Prints a line each time another quarter has arrived."""

    def __init__(self, console: Console, total: int) -> None:
        self._console = console
        self._total = total
        self._received = 0
        self._told = 0
        self._lock = threading.Lock()

    def __call__(self, count: int) -> None:
        with self._lock:
            self._received += count
            quarter = 4 * self._received // max(self._total, 1)
            if quarter > self._told:
                self._told = quarter
                self._console.print(f"  {25 * quarter} % of {self._total / 1e6:.0f} MB", highlight=False)
