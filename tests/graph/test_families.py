"""Near copies: pure, and kept in the graph whatever comes and goes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph import lookup, schema
from graph.client import GraphClient
from graph.facts import ResolvedFacts
from graph.families import BANDS, LIKE, bands, families, likeness, sketch
from graph.load import forget_release, load_release, load_releases
from tests.graph.made import Telling, luck_of, picture

WORDS = [f"word{n}" for n in range(400)]


def text(seed: int, *, changed: int = 0, end: str = "") -> str:
    """Three hundred words; those with the same seed are the same but for some that are changed."""
    words = luck_of(seed).choices(WORDS, k=300)
    for n in luck_of(f"{seed}-{changed}").sample(range(300), changed):
        words[n] = f"other{n}"
    return f"{' '.join(words)} {end}"


def told(key: str, said: str) -> ResolvedFacts:
    """A release of this text that tells of one deal."""
    telling = Telling(key, "2021-01-01")
    sentence = telling.say(said)
    telling.organization("alma", "Alma", sentence)
    telling.organization("bera", "Bera", sentence)
    telling.deal("alma-bera", sentence, {"alma": "partner", "bera": "partner"})
    return telling.facts()


def test_light_edits_are_near_copies_and_other_texts_are_not() -> None:
    one = sketch(text(1))

    assert sketch(text(1).upper().replace(" ", ", ")) == one
    assert likeness(one, sketch(text(1, changed=4, end="Distributed by a wire."))) >= LIKE
    assert likeness(one, sketch(text(1, changed=60))) < LIKE
    assert likeness(one, sketch(text(2))) < 0.1
    assert len(one) == 512
    assert len(set(bands(one))) == BANDS
    assert sketch("") != sketch("Hello.")


def test_a_family_has_the_name_of_its_first_member_and_reaches_from_one_to_the_next() -> None:
    chain = {name: sketch(" ".join(WORDS[start : start + 300])) for name, start in (("c", 0), ("a", 20), ("b", 40))}
    assert likeness(chain["c"], chain["b"]) < LIKE

    assert families(chain | {"x": sketch(text(3))}) == {"a": "a", "b": "a", "c": "a", "x": "x"}


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(st.text("abc", min_size=1, max_size=3), st.tuples(st.integers(0, 3), st.integers(0, 30))))
def test_families_depend_on_the_set_alone(made: dict[str, tuple[int, int]]) -> None:
    sketches = {key: sketch(text(seed, changed=changed)) for key, (seed, changed) in made.items()}
    found = families(sketches)

    assert found == families(dict(reversed(sketches.items())))
    assert all(found[name] == name <= key for key, name in found.items())


@pytest.fixture
def client(graph: GraphClient) -> GraphClient:
    schema.apply(graph)
    return graph


def in_graph(client: GraphClient) -> dict[str, str]:
    return {row["id"]: row["family"] for row in client.read("MATCH (r:Release) RETURN r.id AS id, r.family AS family")}


def test_copies_are_one_voice(client: GraphClient) -> None:
    texts = {"b": text(1), "c": text(1, changed=3), "a": text(1, end="Wire desk."), "d": text(2)}
    assert len(list(load_releases(client, [told(key, said) for key, said in texts.items()]))) == 4

    found = lookup.get_agreement(client, "alma-bera")

    assert in_graph(client) == {"a": "a", "b": "a", "c": "a", "d": "d"}
    assert found is not None
    assert (found.releases, found.voices) == (4, 2)


def test_families_follow_what_comes_changes_and_goes(client: GraphClient) -> None:
    luck = luck_of(4)
    now: dict[str, ResolvedFacts] = {}
    for _ in range(40):
        key = luck.choice("abcdefgh")
        if key in now and luck.random() < 0.3:
            assert forget_release(client, key)
            del now[key]
        else:
            now[key] = told(key, text(luck.randrange(3), changed=luck.choice((0, 2, 5, 9))))
            load_release(client, now[key])
        assert in_graph(client) == families({name: sketch(facts.release.text) for name, facts in now.items()})
    mixed = picture(client)
    client.execute("MATCH (n WHERE n.id IS NOT NULL AND NOT n:Schema AND NOT n:AgreementType) DETACH DELETE n")
    list(load_releases(client, now.values(), size=3))

    assert picture(client) == mixed


def test_writers_at_the_same_time_find_each_others_copies(client: GraphClient) -> None:
    releases = [told(f"r{n:02}", text(n % 4, changed=n // 4)) for n in range(40)]

    list(load_releases(client, releases, writers=4, size=2))

    assert in_graph(client) == families({each.release.id: sketch(each.release.text) for each in releases})
