"""Pages from the web, within bounds of size, time and redirects."""

import io
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import httpx

from ingest.errors import SourceError
from ingest.settings import IngestSettings
from ingest.sources.item import Item

ACCEPT: Final = "text/html, application/xhtml+xml, application/pdf, application/rss+xml, application/json, */*;q=0.5"


class Fetcher:
    """Opens web addresses, over one pool of connections that is made with the first page."""

    def __init__(self, settings: IngestSettings) -> None:
        self._settings = settings
        self._client: httpx.Client | None = None

    def close(self) -> None:
        """Let go of the connections."""
        if self._client:
            self._client.close()

    @contextmanager
    def open(self, url: str) -> Iterator[Item]:
        """Fetch a page.

        Raises:
            SourceError: The server cannot be reached, says no, or sends too much for too long.
        """
        if self._client is None:
            self._client = httpx.Client(
                timeout=self._settings.fetch_timeout,
                follow_redirects=True,
                max_redirects=self._settings.max_redirects,
                headers={"User-Agent": self._settings.user_agent, "Accept": ACCEPT},
            )
        try:
            with self._client.stream("GET", url) as response:
                response.raise_for_status()
                data = self._body(response)
        except httpx.HTTPStatusError as error:
            status = error.response.status_code
            raise SourceError(
                f"the server answers {status} {error.response.reason_phrase}".rstrip(),
                next_step="open the address in a browser" if status < 500 else "try again later",
            ) from error
        except httpx.TooManyRedirects as error:
            raise SourceError("leads from one address to the next without end", next_step="give the last") from error
        except httpx.TimeoutException as error:
            raise SourceError(
                f"the server does not answer within {self._settings.fetch_timeout:g} s", next_step="try again later"
            ) from error
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
            raise SourceError(f"cannot be fetched ({error})", next_step="check the address") from error
        stream = io.BufferedReader(io.BytesIO(data))
        yield Item(url, stream, self._settings, url=str(response.url), media_type=response.headers.get("content-type"))

    def _body(self, response: httpx.Response) -> bytes:
        """The decoded body; the limit counts what comes out of compression, so that a small bomb stays small."""
        limit, seconds = self._settings.max_bytes, self._settings.fetch_seconds
        deadline = time.monotonic() + seconds
        body = bytearray()
        for chunk in response.iter_bytes(65536):
            body += chunk
            if len(body) > limit:
                raise SourceError(f"is larger than {limit / 1024**2:,.0f} MiB", next_step="set CELLPACT_MAX_BYTES")
            if time.monotonic() > deadline:
                raise SourceError(f"takes longer than {seconds:g} s", next_step="try again later")
        return bytes(body)
