"""A store in the place of another: whole, or as if nothing had happened."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from graph import swap


def made(home: Path, content: str) -> Path:
    for place in swap.store(home).values():
        place.mkdir(parents=True)
        (place / "content").write_text(content)
    return home


def contents(home: Path) -> list[str]:
    return [(place / "content").read_text() for place in swap.store(home).values() if place.exists()]


@contextmanager
def killed_after(moves: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What runs in here is killed when it moves something more than so many times."""
    rename, left = Path.rename, iter(range(moves))

    def killed(self: Path, target: Path) -> Path:
        if next(left, None) is None:
            raise KeyboardInterrupt
        return rename(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", killed)
        with pytest.raises(KeyboardInterrupt):
            yield


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return made(tmp_path / "home", "old")


@pytest.fixture
def other(tmp_path: Path) -> Path:
    return made(tmp_path / "other", "new")


def test_the_new_store_counts_when_settled(home: Path, other: Path) -> None:
    swap.put_in(home, other)
    assert contents(home) == ["new", "new"]
    swap.settle(home)

    assert not swap.put_back(home)
    assert contents(home) == ["new", "new"]
    assert [path.name for path in home.iterdir()] == ["data"]


def test_until_then_the_former_comes_back(home: Path, other: Path) -> None:
    swap.put_in(home, other)

    assert swap.put_back(home)
    assert contents(home) == ["old", "old"]
    assert [path.name for path in home.iterdir()] == ["data"]


@pytest.mark.parametrize("moves", range(4))
def test_killed_at_any_move_the_former_comes_back(
    home: Path, other: Path, moves: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with killed_after(moves, monkeypatch):
        swap.put_in(home, other)

    swap.put_back(home)
    assert contents(home) == ["old", "old"]
    assert not (home / swap.FORMER).exists()


def test_bringing_it_back_can_be_killed_too(home: Path, other: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    swap.put_in(home, other)
    with killed_after(1, monkeypatch):
        swap.put_back(home)

    swap.put_back(home)
    assert contents(home) == ["old", "old"]


def test_where_there_was_none_it_is_moved_in(tmp_path: Path, other: Path) -> None:
    home = tmp_path / "fresh"
    home.mkdir()
    assert not swap.exists(home)
    swap.put_in(home, other)

    assert swap.exists(home)
    swap.remove(home)
    assert not swap.exists(home)
