"""Opaque cursors: where a list goes on, packed into one parameter that clients hand back unchanged."""

import base64
import binascii
from datetime import date
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from api.errors import InvalidCursorError
from graph.lookup import CountKey, DateKey, IdKey

K = TypeVar("K", IdKey, DateKey, CountKey)

_PACKED: TypeAdapter[tuple[str, list[Any]]] = TypeAdapter(tuple[str, list[Any]])


def pack(key: IdKey | DateKey | CountKey) -> str:
    """Return a cursor for what comes after `key`."""
    packed = _PACKED.dump_json((type(key).__name__, list(key)))
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def unpack(cursor: str, kind: type[K]) -> K:
    """Return the key that was packed.

    Raises:
        InvalidCursorError: It is no cursor, or one of a list that is sorted otherwise.
    """
    try:
        packed = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        name, values = _PACKED.validate_json(packed)
        key = TypeAdapter(kind).validate_python(values, strict=False)
        if name != kind.__name__ or len(values) != len(key):
            raise InvalidCursorError
        if isinstance(key, DateKey) and key.before:
            date.fromisoformat(key.before)
        if isinstance(key, CountKey) and not 0 <= key.before <= CountKey().before:
            raise InvalidCursorError
    except (binascii.Error, ValidationError, ValueError) as error:
        raise InvalidCursorError from error
    return key
