"""Sources on files that each test writes, and on a web server of this process."""

# ruff: noqa: RUF001 - texts have the signs that releases have

import gzip
import io
import json
import os
import sys
from collections.abc import Callable, Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from types import SimpleNamespace

import pytest
from reportlab.pdfgen.canvas import Canvas

from graph.facts import Evidence, Facts, OrganizationFact, Release
from graph.vocabulary import OrganizationKind
from ingest.errors import NoSuchSourceError, SourceError
from ingest.release import Rejected, make_release
from ingest.settings import IngestSettings
from ingest.sources import Outcome, check_sources, read_sources
from ingest.sources.decode import decode
from ingest.sources.documents import parse_date, reflowed
from ingest.sources.kinds import Kind, detect

TEXT = "Orbis Cell and Tal University Sign Licence\n\nOrbis Cell GmbH has taken a licence from Tal University.\n"
SETTINGS = IngestSettings()
PAGE = """<!doctype html><html><head><title>Orbis Cell licenses CAR-T | Orbis</title>
<meta property="og:title" content="Orbis Cell licenses CAR-T"><meta property="og:site_name" content="Orbis Newsroom">
<meta property="article:published_time" content="2023-05-04T08:00:00Z">
<link rel="canonical" href="https://orbis.example/news/1"></head><body><nav>Home | Products | Contact</nav>
<article><h1>Orbis Cell licenses CAR-T</h1><p>{}</p></article><footer>All rights reserved</footer></body></html>"""
SENTENCE = "Orbis Cell GmbH has taken an exclusive licence to a CAR-T programme of Tal University in Europe. "


def read(*sources: str | Path, settings: IngestSettings = SETTINGS) -> list[Outcome]:
    return list(read_sources([str(source) for source in sources], settings))


def one(source: str | Path, settings: IngestSettings = SETTINGS) -> Release:
    (release,) = read(source, settings=settings)
    assert isinstance(release, Release), str(release)
    return release


def rejection(source: str | Path, settings: IngestSettings = SETTINGS) -> Rejected:
    (rejected,) = read(source, settings=settings)
    assert isinstance(rejected, Rejected)
    assert rejected.next_step, "a rejection says what to do"
    return rejected


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str | bytes], Path]:
    def write_file(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write_file


Write = Callable[[str, str | bytes], Path]


def pdf(*pages: list[str], title: str | None = None) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    if title:
        canvas.setTitle(title)
    for page in pages:
        for number, line in enumerate(page):
            canvas.drawString(72, 780 - 14 * number, line)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


# Plain text


def test_text_file(write: Write) -> None:
    release = one(write("orbis.txt", TEXT))
    assert release.text == TEXT.rstrip()
    assert release.title == "Orbis Cell and Tal University Sign Licence"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "utf-32"])
def test_encodings(encoding: str, write: Write) -> None:
    text = "Orbis Cell – “ein Vertrag” – has paid € 5 million to Société Générale for a licence."
    assert one(write("orbis.txt", text.encode(encoding))).text == text


def test_another_alphabet_is_guessed() -> None:
    text = "Компания Орбис подписала лицензионное соглашение с университетом Таль о клеточной терапии. " * 3
    assert decode(text.encode("cp1251")) == text


def test_a_file_without_an_ending_is_read_by_its_content(write: Write) -> None:
    assert one(write("plain", TEXT)).title == "Orbis Cell and Tal University Sign Licence"
    assert one(write("record", json.dumps({"id": "r", "text": TEXT}))).id == "r"


def test_line_ends_of_other_systems(write: Write) -> None:
    assert one(write("orbis.txt", TEXT.replace("\n", "\r\n"))).text == TEXT.rstrip()


# HTML


def test_web_page(write: Write) -> None:
    release = one(write("orbis.html", PAGE.format(SENTENCE * 4)))
    assert release.title == "Orbis Cell licenses CAR-T"
    assert release.published == date(2023, 5, 4)
    assert release.publisher == "Orbis Newsroom"
    assert release.url == "https://orbis.example/news/1"
    assert release.text.startswith("Orbis Cell licenses CAR-T")
    assert SENTENCE.strip() in release.text
    assert "All rights reserved" not in release.text
    assert "Products" not in release.text


def test_html_is_known_by_its_content_whatever_its_name(write: Write) -> None:
    assert one(write("orbis.txt", PAGE.format(SENTENCE * 4))).publisher == "Orbis Newsroom"


def test_page_without_an_article(write: Write) -> None:
    assert rejection(write("menu.html", "<html><body><nav>Home</nav></body></html>")).reason


# PDF


def test_pdf(write: Write) -> None:
    lines = [
        "Orbis Cell and Tal University Sign Licence",
        "",
        "Orbis Cell GmbH has taken an exclusive licence to a CAR-T pro-",
        "gramme of Tal University, and will pay five million euros now and",
        "more later.",
    ]
    release = one(write("orbis.pdf", pdf(lines, ["Second page of the release."])))
    assert "licence to a CAR-T programme of Tal University, and will pay" in release.text
    assert release.text.endswith("Second page of the release.")


def test_pdf_without_text(write: Write) -> None:
    assert "without text" in rejection(write("scan.pdf", pdf([]))).reason


def test_broken_pdf(write: Write) -> None:
    assert "broken PDF" in rejection(write("cut.pdf", pdf(TEXT.splitlines())[:200])).reason


def test_pdf_of_too_many_pages(write: Write) -> None:
    settings = IngestSettings(max_pages=2)
    assert "3 pages" in rejection(write("book.pdf", pdf([TEXT], [TEXT], [TEXT])), settings).reason


def test_short_lines_end_a_paragraph() -> None:
    assert reflowed(
        "A long line that fills the width of the page\nand goes on.\nNext paragraph starts here and is long"
    ) == ("A long line that fills the width of the page and goes on.\n\nNext paragraph starts here and is long")


# Records


def test_json_record_keeps_its_id_and_fields(write: Write) -> None:
    record = {
        "id": "orbis-1",
        "url": "https://orbis.example/1",
        "title": "A title",
        "published": "2023-05-04",
        "publisher": "Orbis",
        "text": TEXT,
        "organizations": [{"name": "an annotated file has more keys"}],
    }
    release = one(write("orbis.json", json.dumps(record, indent=1)))
    assert release.model_dump(exclude={"sha256"}, mode="json") == {
        key: value for key, value in record.items() if key != "organizations"
    }


def test_json_list(write: Write) -> None:
    path = write("all.json", json.dumps([{"id": "a", "text": TEXT}, {"id": "b"}, "text", {"id": 7, "text": TEXT}]))
    first, second, third, fourth = read(path)
    assert isinstance(first, Release)
    assert isinstance(fourth, Release)
    assert (first.id, fourth.id) == ("a", "7")
    assert str(second).startswith(f"{path}[2]: has no `text`")
    assert str(third).startswith(f"{path}[3]: is a JSON str, not an object")


def test_one_bad_line_of_json_lines_stops_nothing(write: Write) -> None:
    lines = [json.dumps({"id": "a", "text": TEXT}), "{cut", "", json.dumps({"id": "c", "text": TEXT, "url": [1]})]
    path = write("all.jsonl", "\n".join([*lines, json.dumps({"id": "d", "text": TEXT})]))
    read_all = read(path)
    assert [getattr(item, "id", None) for item in read_all] == ["a", None, None, "d"]
    assert str(read_all[1]).startswith(f"{path}:2: is not valid JSON")
    assert str(read_all[2]).startswith(f"{path}:4: has a `url` that is no string")


def test_json_lines_under_the_name_json(write: Write) -> None:
    lines = [json.dumps({"id": name, "text": TEXT}) for name in "ab"]
    assert [item.id for item in read(write("all.json", "\n".join(lines))) if isinstance(item, Release)] == ["a", "b"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_json_lines_in_other_encodings(encoding: str, write: Write) -> None:
    lines = "\n".join(json.dumps({"id": name, "text": TEXT + "€"}, ensure_ascii=False) for name in "ab")
    assert [item.id for item in read(write("all.jsonl", lines.encode(encoding))) if isinstance(item, Release)] == [
        "a",
        "b",
    ]


def test_json_lines_are_read_one_by_one(tmp_path: Path) -> None:
    path = tmp_path / "endless.jsonl"
    os.mkfifo(path)

    done = Event()

    def feed() -> None:
        with path.open("w") as pipe:
            pipe.write(json.dumps({"id": "first", "text": TEXT * 200}) + "\n")
            pipe.flush()
            done.wait()

    feeder = Thread(target=feed)
    feeder.start()
    with path.open("rb") as stream:
        sys_stdin = sys.stdin
        sys.stdin = SimpleNamespace(buffer=stream)  # type: ignore[assignment]
        try:
            first = next(read_sources(["-"], SETTINGS))
        finally:
            sys.stdin = sys_stdin
            done.set()
            feeder.join()
    assert isinstance(first, Release)
    assert first.id == "first"


def test_deeply_nested_json(write: Write) -> None:
    assert "JSON" in rejection(write("deep.json", "[" * 100_000)).reason


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv(delimiter: str, write: Write) -> None:
    rows = ["id|text|published|note", f'a|"{TEXT}, and ""more"""|4 May 2023|x', "b||2023|x", f'c|"{TEXT}"|2023-05-04|']
    first, second, third = read(write("all.csv", "\n".join(rows).replace("|", delimiter)))
    assert isinstance(first, Release)
    assert first.text == f'{TEXT}, and "more"'
    assert first.published == date(2023, 5, 4)
    assert isinstance(second, Rejected)
    assert "no `text`" in second.reason
    assert isinstance(third, Release)


def test_csv_without_a_column_of_text(write: Write) -> None:
    assert "columns: id, body" in rejection(write("all.csv", "id,body\n1,x\n")).reason


# Feeds


def feed(*entries: str) -> str:
    return (
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>Orbis Wire</title>{"".join(entries)}</channel></rss>'
    )


def test_feed_with_its_own_text(write: Write) -> None:
    entry = f"""<item><title>Orbis licenses CAR-T</title><link>https://orbis.example/1</link>
    <pubDate>Thu, 04 May 2023 08:00:00 GMT</pubDate>
    <description><![CDATA[<p>{SENTENCE * 10}</p><p>End.</p>]]></description></item>"""
    release = one(write("orbis.xml", feed(entry)))
    assert (release.url, release.publisher, release.published) == (
        "https://orbis.example/1",
        "Orbis Wire",
        date(2023, 5, 4),
    )
    assert release.text.startswith("Orbis licenses CAR-T\n\nOrbis Cell GmbH")
    assert release.text.endswith("\n\nEnd.")


def test_feed_without_entries(write: Write) -> None:
    assert "without entries" in rejection(write("empty.rss", feed())).reason


# The web


class Site(BaseHTTPRequestHandler):
    pages: dict[str, tuple[int, dict[str, str], bytes]]

    def do_GET(self) -> None:
        status, headers, body = self.pages.get(self.path, (404, {}, b"not here"))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[str]:
    Site.pages = {
        "/news": (200, {"Content-Type": "text/html"}, PAGE.format(SENTENCE * 4).encode()),
        "/moved": (302, {"Location": "/news"}, b""),
        "/round": (302, {"Location": "/round"}, b""),
        "/large": (200, {"Content-Type": "text/plain"}, b"word " * 1000),
        "/release.pdf": (200, {"Content-Type": "text/html"}, pdf(TEXT.splitlines())),
        "/picture": (200, {"Content-Type": "text/html"}, b"\x89PNG\r\n"),
    }
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_address(site: str) -> None:
    assert one(f"{site}/news").publisher == "Orbis Newsroom"
    assert one(f"{site}/moved").publisher == "Orbis Newsroom"


def test_a_page_is_what_it_is_not_what_the_server_says(site: str) -> None:
    assert "Tal University" in one(f"{site}/release.pdf").text
    assert "PNG picture" in rejection(f"{site}/picture").reason


@pytest.mark.parametrize(
    ("page", "reason"), [("/none", "answers 404"), ("/round", "without end"), ("/large", "larger than")]
)
def test_what_the_web_refuses(page: str, reason: str, site: str) -> None:
    assert reason in rejection(site + page, IngestSettings(max_bytes=2000)).reason


def test_no_server_there(site: str) -> None:
    host, port = site.rsplit(":", 1)
    assert "cannot be fetched" in rejection(f"{host}:{int(port) ^ 1}/").reason


def test_feed_of_teasers_leads_to_the_pages(site: str, write: Write) -> None:
    entries = [f"<item><title>Orbis</title><link>{site}{page}</link></item>" for page in ("/news", "/none")]
    first, second = read(write("orbis.rss", feed(*entries)))
    assert isinstance(first, Release)
    assert first.publisher == "Orbis Newsroom"
    assert isinstance(second, Rejected)
    assert second.source == f"{site}/none"


# Folders, wrong input


def test_folder_is_read_in_the_order_of_names(write: Write, tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.txt", "a/y.json", ".hidden.txt", ".git/c.txt", "README.md", "c.txt"):
        content = json.dumps({"id": name, "text": TEXT}) if name.endswith("json") else f"{name} {TEXT}"
        write(name, content)
    found = read(tmp_path)
    assert [item.text.split()[0] for item in found if isinstance(item, Release)] == [
        "b.txt",
        "c.txt",
        "Orbis",
        "a/z.txt",
    ]


def test_one_bad_file_stops_nothing(write: Write, tmp_path: Path) -> None:
    write("a.txt", TEXT)
    write("b.txt", b"\x00\x01\x02" * 50)
    write("c.txt", TEXT + "More.")
    assert [type(item) for item in read(tmp_path)] == [Release, Rejected, Release]


def test_folder_without_releases(tmp_path: Path) -> None:
    assert "folder without releases" in rejection(tmp_path).reason


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("empty.txt", b"", "is empty"),
        ("empty.jsonl", b"\n\n", "is empty"),
        ("bom.txt", b"\xef\xbb\xbf \n", "is empty"),
        ("noise.txt", bytes(range(256)) * 10, "binary"),
        ("word.docx", b"PK\x03\x04" + b"x" * 50, "Office document"),
        ("picture.txt", b"\x89PNG\r\n\x1a\n", "PNG picture"),
        ("list.json", b"[]", "holds no records"),
        ("cut.json", b'{"text": "half', "not valid JSON"),
    ],
)
def test_wrong_input_says_what_it_is(name: str, content: bytes, reason: str, write: Write) -> None:
    assert reason in rejection(write(name, content)).reason


def test_file_that_is_too_large(write: Write) -> None:
    rejected = rejection(write("large.txt", TEXT * 100), IngestSettings(max_bytes=1000))
    assert "larger than" in rejected.reason
    assert "CELLPACT_MAX_BYTES" in rejected.next_step


def test_a_line_that_is_too_long(write: Write) -> None:
    line = json.dumps({"text": TEXT * 100})
    assert "has a line of more than" in rejection(write("large.jsonl", line), IngestSettings(max_bytes=1000)).reason


def test_missing_file_among_others(write: Write, tmp_path: Path) -> None:
    found = read(tmp_path / "missing.txt", write("a.txt", TEXT))
    assert [type(item) for item in found] == [Rejected, Release]


def test_nothing_that_exists_is_wrong_use(write: Write, tmp_path: Path) -> None:
    with pytest.raises(NoSuchSourceError, match="no such file"):
        check_sources([str(tmp_path / "missing.txt")])
    with pytest.raises(NoSuchSourceError, match="ftp: addresses"):
        check_sources(["ftp://orbis.example/news"])
    check_sources([str(tmp_path / "missing.txt"), str(write("a.txt", TEXT))])
    check_sources(["-"])
    check_sources(["HTTPS://orbis.example"])


@pytest.mark.parametrize(
    ("name", "head", "media_type", "kind"),
    [
        ("a.txt", b"%PDF-1.7", None, Kind.PDF),
        ("a.csv", b"text\n<html>", None, Kind.CSV),
        ("page?id=3.json", b"Orbis has signed", "text/html; charset=utf-8", Kind.HTML),
        ("feed", b'<?xml version="1.0"?>\n<!-- x -->\n<feed xmlns="a">', "text/html", Kind.FEED),
        ("-", b'[{"text": "a"}]', None, Kind.JSON),
        ("-", b'{"text": "a"}\n{"text": "b"}\n', None, Kind.JSONL),
        ("-", b'{\n "text": "a"\n}', None, Kind.JSON),
        ("-", b"id,text,url\n1,a,b", None, Kind.CSV),
        ("-", b"Orbis, the text of the day,\nhas signed", None, Kind.TEXT),
        ("a.txt", b'{"text": "a text file is text"}', None, Kind.TEXT),
    ],
)
def test_kind(name: str, head: bytes, media_type: str | None, kind: Kind) -> None:
    assert detect(name, head, media_type) is kind


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2023-05-04T22:00:00Z", date(2023, 5, 4)),
        ("4 May 2023", date(2023, 5, 4)),
        ("Thu, 04 May 2023 08:00:00 GMT", date(2023, 5, 4)),
        ("2023-05", None),
        ("2023", None),
        ("soon", None),
        ("", None),
        (None, None),
    ],
)
def test_days_as_people_write_them(value: str | None, day: date | None) -> None:
    assert parse_date(value) == day


def test_no_text_is_told() -> None:
    with pytest.raises(SourceError, match="binary"):
        decode(b"ab\0cd")


FACTS = Facts(
    **make_release(TEXT, id="orbis", published=date(2023, 5, 4)).model_dump(),
    pipeline="0.1+abc",
    organizations=(
        OrganizationFact(
            name="Orbis Cell GmbH",
            mentions=("Orbis Cell GmbH",),
            spans=((44, 59),),
            kind=OrganizationKind.COMPANY,
            evidence=(Evidence(text=TEXT[44:102], start=44, end=102, confidence=0.9, rule="made"),),
        ),
    ),
)
KEEPING = SETTINGS.model_copy(update={"keep_facts": True})


def test_a_record_of_facts_is_taken_as_it_is_where_that_is_asked(write: Callable[[str, str | bytes], Path]) -> None:
    path = write("export.jsonl", FACTS.model_dump_json() + "\n" + json.dumps({"text": TEXT, "id": "unread"}))

    kept, unread = read(path, settings=KEEPING)
    assert kept == FACTS
    assert isinstance(unread, Release)
    assert not isinstance(unread, Facts)
    assert [type(item) for item in read(path)] == [Release, Release]
    assert one(write("one.json", FACTS.model_dump_json()), settings=KEEPING) == FACTS


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"text": TEXT + "More."}, "of another text"),
        ({"from_the_future": 1}, "from_the_future"),
        ({"positions": [{"person": "Nobody"}]}, "positions.0"),
        ({"organizations": [FACTS.organizations[0].model_dump(mode="json") | {"evidence": [
            {"text": "Nowhere", "start": 0, "end": 9, "confidence": 1.0, "rule": "made"}]}]}, "not in its text at 0-9"),
    ],
    ids=["text", "field", "relation", "evidence"],
)  # fmt: skip
def test_facts_that_do_not_fit_are_rejected(
    write: Callable[[str, str | bytes], Path], change: dict[str, object], reason: str
) -> None:
    path = write("export.jsonl", json.dumps(FACTS.model_dump(mode="json") | change))

    assert reason in rejection(path, settings=KEEPING).reason


def test_compressed_sources_are_read(write: Callable[[str, str | bytes], Path]) -> None:
    lines = "\n".join(json.dumps({"text": TEXT, "id": name}) for name in "ab")

    assert [
        item.id for item in read(write("a.jsonl.gz", gzip.compress(lines.encode()))) if isinstance(item, Release)
    ] == [
        "a",
        "b",
    ]
    assert one(write("b.txt.gz", gzip.compress(TEXT.encode()))).text == TEXT.strip()
    assert one(write("c.html.gz", gzip.compress(PAGE.format(SENTENCE * 9).encode()))).publisher == "Orbis Newsroom"


def test_damaged_compressed_sources_are_rejected(write: Callable[[str, str | bytes], Path]) -> None:
    whole = gzip.compress("\n".join(json.dumps({"text": TEXT, "id": str(n)}) for n in range(3000)).encode())

    assert "damaged" in rejection(write("cut.jsonl.gz", whole[:15])).reason
    *read_before, last = read(write("half.jsonl.gz", whole[: len(whole) // 2]))
    assert read_before
    assert isinstance(last, Rejected)
    assert "damaged" in last.reason
    (*_, last) = read(write("flipped.jsonl.gz", whole[:40] + b"\xff\xff" + whole[42:]))
    assert isinstance(last, Rejected)
