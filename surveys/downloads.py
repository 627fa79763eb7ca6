"""How a research page hands over a file: under a name, and piece by piece where it is long."""

from collections.abc import Iterator
from typing import TypeVar

from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase

Answer = TypeVar("Answer", bound=HttpResponseBase)


def attach(response: Answer, name: str) -> Answer:
    """Return the response, which a browser now saves as a file of this name."""
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def send_csv(pieces: Iterator[bytes], name: str) -> StreamingHttpResponse:
    """Return a table as a file; its first byte leaves before the last row is read."""
    return attach(StreamingHttpResponse(pieces, content_type="text/csv; charset=utf-8"), name)


def send_parquet(pieces: Iterator[bytes], name: str) -> StreamingHttpResponse:
    """Return a table of typed columns in the same way (the type is registered with IANA)."""
    kind = "application/vnd.apache.parquet"
    return attach(StreamingHttpResponse(pieces, content_type=kind), name)
