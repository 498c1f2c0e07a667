"""Exact copies are recognised before anything is read."""

from datetime import date

from graph.client import GraphClient
from graph.facts import Facts, Release
from graph.load import load_releases
from ingest.copies import recognised
from ingest.release import Rejected, make_release
from ingest.resolve import Vocabulary, resolve
from tests.graph import stream as made


def test_what_the_graph_has_read_is_not_read_again(client: GraphClient) -> None:
    known = made.stream()[0][0]
    assert len(list(load_releases(client, [resolve(known, Vocabulary.of())]))) == 1
    plain = Release.model_validate({name: getattr(known, name) for name in Release.model_fields})
    copy = plain.model_copy(update={"id": "wire", "url": "https://wire.example/1", "publisher": "Wire"})
    others = [
        plain.model_copy(update={"id": "later", "published": date(2030, 1, 1)}),
        plain.model_copy(update={"id": "other-title", "title": "Another title"}),
        make_release("A text that the graph has never seen, with letters enough.", id="new"),
        Rejected("broken.pdf", "is broken"),
    ]

    first, second, *rest = recognised(client, [plain, copy, *others], known.pipeline)

    assert first == known
    assert isinstance(second, Facts)
    assert (second.id, second.url, second.publisher) == ("wire", "https://wire.example/1", "Wire")
    assert second.agreements == known.agreements
    assert rest == others
    assert list(recognised(client, [plain], "another pipeline")) == [plain]
