import hashlib
import logging
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import filelock
import pytest
from rich.console import Console

from graph import download, jars
from graph.download import Downloader
from graph.errors import (
    ChecksumError,
    DownloadError,
    HomeError,
    LockFileError,
    RepositoryUnreachableError,
    ServerBusyError,
)
from graph.jars import Jar, JarCache, locked_jars, parse_lock, repositories
from graph.lock import COORDINATES

CONTENT = {f"org.example:part{n}:1.0": bytes([n]) * (1000 + n) for n in range(5)}
JARS = [Jar(name, hashlib.sha256(content).hexdigest(), len(content)) for name, content in CONTENT.items()]
FIRST = JARS[0]


@dataclass
class Repository:
    """A repository on loopback that can misbehave. `requests` is (path, Range header) of each request."""

    address: str = ""
    files: dict[str, bytes] = field(default_factory=lambda: {jar.path: CONTENT[jar.coordinate] for jar in JARS})
    resumable: bool = True
    cuts: dict[str, int] = field(default_factory=dict)
    failures: dict[str, list[int]] = field(default_factory=dict)
    requests: list[tuple[str, str | None]] = field(default_factory=list)


@pytest.fixture
def repository(monkeypatch: pytest.MonkeyPatch) -> Iterator[Repository]:
    it = Repository()
    monkeypatch.setattr(download, "PAUSE", 0.0)
    for variable in ("HTTP_PROXY", "ALL_PROXY", "http_proxy", "all_proxy"):
        monkeypatch.delenv(variable, raising=False)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path, wanted = self.path.lstrip("/"), self.headers["Range"]
            it.requests.append((path, wanted))
            if it.failures.get(path):
                self.send_error(it.failures[path].pop(0))
                return
            if path not in it.files:
                self.send_error(404)
                return
            content = it.files[path]
            start = int(wanted.removeprefix("bytes=").removesuffix("-")) if wanted and it.resumable else 0
            self.send_response(206 if start else 200)
            self.send_header("Content-Length", str(len(content) - start))
            self.end_headers()
            self.wfile.write(content[start : it.cuts.pop(path, len(content))])

        def log_message(self, *args: object) -> None:
            logging.getLogger(__name__).debug("%s", args)

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        it.address = f"http://127.0.0.1:{server.server_address[1]}"
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield it
        server.shutdown()


def cache(folder: Path, *addresses: str, maven: Path | None = None) -> JarCache:
    return JarCache(folder / "cache", jars=JARS, addresses=addresses, maven=maven or folder / "no-maven")


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


EXPECTED = {jar.name: CONTENT[jar.coordinate] for jar in JARS}


def test_an_empty_cache_is_filled_and_then_nobody_is_asked(tmp_path: Path, repository: Repository) -> None:
    folder = cache(tmp_path, repository.address).ensure()
    assert contents(folder) == EXPECTED
    assert {path for path, _ in repository.requests} == {jar.path for jar in JARS}
    assert cache(tmp_path, "http://127.0.0.1:9").ensure() == folder


def test_a_cut_is_resumed_where_it_happened(tmp_path: Path, repository: Repository) -> None:
    repository.cuts[FIRST.path] = 400
    assert contents(cache(tmp_path, repository.address).ensure()) == EXPECTED
    assert [wanted for path, wanted in repository.requests if path == FIRST.path] == [None, "bytes=400-"]


def test_a_cut_begins_anew_where_the_repository_cannot_resume(tmp_path: Path, repository: Repository) -> None:
    repository.cuts[FIRST.path] = 400
    repository.resumable = False
    assert contents(cache(tmp_path, repository.address).ensure()) == EXPECTED


def test_a_download_of_an_earlier_run_is_resumed(tmp_path: Path, repository: Repository) -> None:
    folder = cache(tmp_path, repository.address).ensure()
    repository.requests.clear()
    (folder / FIRST.name).unlink()
    (folder / f"{FIRST.name}.part").write_bytes(CONTENT[FIRST.coordinate][:123])
    assert contents(cache(tmp_path, repository.address).ensure()) == EXPECTED
    assert repository.requests == [(FIRST.path, "bytes=123-")]


@pytest.mark.parametrize("rest", [b"\xff" * 500, b"\xff" * FIRST.size, b"\xff" * 5000])
def test_a_wrong_half_file_is_thrown_away(tmp_path: Path, repository: Repository, rest: bytes) -> None:
    folder = cache(tmp_path, repository.address).ensure()
    (folder / FIRST.name).unlink()
    (folder / f"{FIRST.name}.part").write_bytes(rest)
    assert contents(cache(tmp_path, repository.address).ensure()) == EXPECTED


def test_a_broken_jar_is_fetched_again_and_a_strange_one_removed(tmp_path: Path, repository: Repository) -> None:
    folder = cache(tmp_path, repository.address).ensure()
    repository.requests.clear()
    (folder / FIRST.name).write_bytes(b"broken")
    (folder / "strange-1.0.jar").write_bytes(b"not ours")
    assert contents(cache(tmp_path, repository.address).ensure()) == EXPECTED
    assert repository.requests == [(FIRST.path, None)]


def test_wrong_bytes_are_never_used(tmp_path: Path, repository: Repository) -> None:
    repository.files[FIRST.path] = b"<html>Please log in to this network</html>".ljust(FIRST.size)
    with pytest.raises(ChecksumError, match=r"part0-1\.0\.jar"):
        cache(tmp_path, repository.address).ensure()
    assert not list(tmp_path.rglob(f"{FIRST.name}*"))


def test_a_passing_fault_is_tried_again(tmp_path: Path, repository: Repository) -> None:
    repository.failures = {FIRST.path: [503, 429, 416]}
    assert contents(cache(tmp_path, repository.address).ensure()) == EXPECTED


def test_a_missing_file_is_asked_for_once_and_named(tmp_path: Path, repository: Repository) -> None:
    del repository.files[FIRST.path]
    with pytest.raises(DownloadError, match=r"part0-1.0.jar answers 404") as caught:
        cache(tmp_path, repository.address).ensure()
    assert caught.value.exit_status == 3
    assert [path for path, _ in repository.requests].count(FIRST.path) == 1


def test_the_next_repository_is_asked_where_one_has_not_got_it(tmp_path: Path, repository: Repository) -> None:
    assert contents(cache(tmp_path, f"{repository.address}/mirror", repository.address).ensure()) == EXPECTED


def test_offline_is_told_with_what_to_do(tmp_path: Path, repository: Repository) -> None:
    assert repository.address
    with pytest.raises(RepositoryUnreachableError, match="go online"):
        cache(tmp_path, "http://127.0.0.1:9").ensure()


def test_what_the_local_maven_repository_has_is_taken_from_there(tmp_path: Path, repository: Repository) -> None:
    for jar in JARS:
        (tmp_path / jar.path).parent.mkdir(parents=True)
        (tmp_path / jar.path).write_bytes(CONTENT[jar.coordinate])
    (tmp_path / FIRST.path).write_bytes(b"broken")
    assert contents(cache(tmp_path, repository.address, maven=tmp_path).ensure()) == EXPECTED
    assert repository.requests == [(FIRST.path, None)]


def test_a_second_process_waits_for_the_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = JarCache(tmp_path, jars=[]).ensure()
    monkeypatch.setattr(jars, "LOCK_TIMEOUT", 0.05)
    said: list[str] = []
    with filelock.FileLock(f"{folder}.lock"), pytest.raises(ServerBusyError, match="lock"):
        JarCache(tmp_path, jars=[], tell=said.append).ensure()
    assert said == ["Another process is fetching Neo4j; waiting for it"]


def test_a_cache_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file where a folder should be")
    with pytest.raises(HomeError, match="CELLPACT_CACHE"):
        cache(tmp_path).ensure()


def test_progress_is_lines_where_there_is_no_terminal(
    tmp_path: Path, repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    files = [(jar.path, tmp_path / jar.name, jar.sha256, jar.size) for jar in JARS]
    Downloader([repository.address], Console(stderr=True, width=80)).fetch(files)
    assert capsys.readouterr().err.splitlines()[-1] == "  100 % of 0 MB"


def test_the_lock_file_names_all_that_was_asked_for_and_no_address() -> None:
    named = locked_jars()
    assert set(COORDINATES) <= {jar.coordinate for jar in named}
    assert len({jar.name for jar in named}) == len(named) > 200
    assert "://" not in Path(jars.__file__).with_name(jars.LOCK_FILE).read_text()


def test_a_classifier_is_part_of_the_name() -> None:
    (jar,) = parse_lock(f"# made up\nio.example:native:1.2:linux-x86_64 sha256:{'0' * 64} 7\n")
    assert jar.path == "io/example/native/1.2/native-1.2-linux-x86_64.jar"


@pytest.mark.parametrize(
    "line", ["org.example:a:1", "org.example:a:1 sha256:12 5", f"nonsense sha256:{'0' * 64} 5", "a:b:1 md5:00 5"]
)
def test_a_bad_line_of_the_lock_file_is_named(line: str) -> None:
    with pytest.raises(LockFileError, match="line 2"):
        parse_lock(f"# first\n{line}\n")


def test_mirrors_of_the_users_configuration_come_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = tmp_path / "jgo.conf"
    settings.write_text("[repositories]\noffice = https://mirror.example.org/maven/\n")
    monkeypatch.setenv("JGO_CONFIG_FILE", str(settings))
    addresses = repositories()
    assert addresses[0] == "https://mirror.example.org/maven"
    assert len(addresses) == 2
