"""What reaches a log: a short line, an error in full once a minute; no address, code or answer."""

import logging
import re
import threading
import time
import traceback
from pathlib import Path
from types import TracebackType
from typing import Any

MESSAGE_LIMIT, REASON_LIMIT = 500, 200
OWN_FRAMES, INNER_FRAMES, CAUSES = 4, 3, 2
SECONDS_UNTIL_IN_FULL_AGAIN = 60.0
MOST_ERRORS_KNOWN = 200
SERVER_ERROR = 500

ROOT = Path(__file__).resolve().parent.parent
OWN_PACKAGES = ("surveyproj", "analytics", "recruitment", "surveys")
# Resume keys, coupon codes, withdrawal codes: their shapes, wherever they come from.
SECRET = re.compile(
    r"(?<![\w-])(?:[\w-]{22}|[a-z2-7]{26}|[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4})(?![\w-])"
)
# Python and databases put the values that they complain about between quotes; the quote in "can't"
# opens none.
QUOTED = re.compile(r"""(?<![^\Wb])'(?:\\.|[^'\\])*'?|"(?:\\.|[^"\\])*"?""")
HIDDEN = "(hidden)"

# Where a line cannot be written, logging would write fifty about it, with the arguments.
logging.raiseExceptions = False


class HideAddresses(logging.Filter):
    """Put the route in place of the path wherever Django logs a request (404, 403, 500)."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record; nothing is ever dropped."""
        request = getattr(record, "request", None)
        path = getattr(request, "path", None)
        if path:
            match = getattr(request, "resolver_match", None)
            route = f"/{match.route}" if match else "(no route)"
            # Django writes a path as escapes where it is more than ASCII.
            escaped = path.encode("unicode_escape").decode("ascii")
            record.msg = record.getMessage().replace(escaped, route).replace(path, route)
            record.args = ()
        return True


class LineFormatter(logging.Formatter):
    """One line for each record, and the way to an error only when it is new or a minute old."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; what a visitor did wrong (4xx) needs no more than that."""
        is_refusal = getattr(record, "status_code", SERVER_ERROR) < SERVER_ERROR
        error = None if is_refusal or not record.exc_info else record.exc_info[1]
        record.message = shorten(record.getMessage(), MESSAGE_LIMIT, with_values=error is None)
        if self.usesTime():
            record.asctime = self.formatTime(record, self.datefmt)
        line = self.formatMessage(record)
        if error is None or not record.exc_info:
            return line
        # Kept, so that a second handler of the same record does not count it again.
        told = vars(record)
        if "told" not in told:
            told["told"] = _memory.tell(error, record.exc_info[2])
        return line + str(told["told"])


def shorten(text: str, limit: int, *, with_values: bool) -> str:
    """Return the first `limit` characters on one line, without secrets and quoted values."""
    # Somewhat more, so that no secret is cut before it is seen to be one.
    text = text[: limit + 100]
    if not with_values:
        text = QUOTED.sub(HIDDEN, text)
    text = SECRET.sub(HIDDEN, text)
    return "".join(letter if letter.isprintable() else " " for letter in text)[:limit]


class _Memory:
    """The errors of the last minute in this process, by type and place, and how often each came."""

    def __init__(self) -> None:
        self._seen: dict[tuple[str, ...], tuple[float, int]] = {}
        self._lock = threading.Lock()

    def tell(self, error: BaseException, way: TracebackType | None) -> str:
        """Return what belongs behind the line: all of the error, or how often it came."""
        frames = [f"{_name(frame)}:{line} in {frame.f_code.co_name}" for frame, line in _walk(way)]
        own = [place for place in frames if place.startswith(OWN_PACKAGES)][-OWN_FRAMES:]
        inner = frames[-INNER_FRAMES:]
        kind = type(error).__qualname__
        count = self._count((kind, *own[-1:], *inner[-1:]))
        if count > 1:
            return f" [{kind} at {(own or inner or ['?'])[-1]}, {count} times within a minute]"
        # In the order of the calls, each once.
        shown = [place for place in frames if place in own or place in inner]
        lines = [f"  {place}" for place in dict.fromkeys(shown)]
        return "\n".join(["", *lines, *_list_reasons(error)])

    def _count(self, key: tuple[str, ...]) -> int:
        now = time.monotonic()
        with self._lock:
            since, count = self._seen.get(key, (now, 0))
            if now - since >= SECONDS_UNTIL_IN_FULL_AGAIN:
                since, count = now, 0
            if len(self._seen) >= MOST_ERRORS_KNOWN:
                self._seen.clear()
            self._seen[key] = (since, count + 1)
            return count + 1


_memory = _Memory()


def _walk(way: TracebackType | None) -> Any:
    # Celery sends ways that only look like Python's.
    return () if way is None else traceback.walk_tb(way)


def _name(frame: Any) -> str:
    """Return the file of a frame as a short path."""
    path = Path(frame.f_code.co_filename)
    if path.is_relative_to(ROOT) and ".venv" not in path.parts:
        return str(path.relative_to(ROOT))
    return "/".join(path.parts[-3:])


def _list_reasons(error: BaseException) -> list[str]:
    """Name the error and what led to it, with the first line of each message."""
    lines: list[str] = []
    cause = error
    for _ in range(CAUSES + 1):
        first = (str(cause).splitlines() or [""])[0]
        reason = shorten(first, REASON_LIMIT, with_values=False)
        lines.append(f"{'  after ' if lines else ''}{type(cause).__qualname__}: {reason}")
        before = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)
        if before is None:
            break
        cause = before
    return lines
