"""Django's PostgreSQL backend, over connections that give up instead of waiting for ever."""

from types import SimpleNamespace
from typing import Any, Self, TypeVar

import psycopg
from django.db.backends.postgresql import base
from psycopg.abc import PQGen
from psycopg.errors import _WaitTimeout

from surveyproj.postgres.patience import patience

RV = TypeVar("RV")

SILENCE = "The database does not answer."
# For web processes, asked of the server. The first two end what takes too long before the client's
# own clock does, and keep the connection. The third frees the rows that a web process held when it
# was cut off: the repeated save needs them.
ANSWERING = (
    "-c statement_timeout=5000 -c lock_timeout=4000 -c idle_in_transaction_session_timeout=10000"
)


class BoundedConnection(psycopg.Connection[Any]):
    """A connection that waits for its server as long as the process has patience."""

    @classmethod
    def connect(cls, conninfo: str = "", **parameters: Any) -> Self:
        """Connect, or raise OperationalError when the patience is over."""
        seconds = patience.ask()
        if seconds == 0.0:
            raise psycopg.OperationalError(SILENCE)
        if seconds is not None:
            parameters["connect_timeout"] = min(int(seconds), parameters["connect_timeout"])
        try:
            connection = super().connect(conninfo, **parameters)
        except psycopg.errors.ConnectionTimeout:
            patience.note_silence()
            raise
        except psycopg.Error:
            # A refusal is an answer, and costs nobody any time.
            patience.note_answer()
            raise
        patience.note_answer()
        return connection

    def wait(self, gen: PQGen[RV], interval: float = 0.1, timeout: float | None = None) -> RV:
        """Wait for the server, or leave the connection and raise OperationalError."""
        seconds = patience.ask()
        if seconds is None or timeout is not None:
            return super().wait(gen, interval, timeout)
        if seconds == 0.0:
            gen.close()
            self.pgconn.finish()
            raise psycopg.OperationalError(SILENCE)
        try:
            answer = super().wait(gen, interval, seconds)
        except _WaitTimeout:
            # What becomes of the statement is not known: nothing else may use this connection.
            self.pgconn.finish()
            patience.note_silence()
            raise psycopg.OperationalError(SILENCE) from None
        except psycopg.Error:
            patience.note_answer()
            raise
        patience.note_answer()
        return answer


class DatabaseWrapper(base.DatabaseWrapper):
    """The same backend with another `connect`, and with limits on what a web process asks."""

    Database = SimpleNamespace(**{**vars(psycopg), "connect": BoundedConnection.connect})  # type: ignore[assignment]

    def get_connection_params(self) -> dict[str, Any]:
        """Return Django's parameters, with the limits of a web process where this is one."""
        parameters: dict[str, Any] = super().get_connection_params()
        if patience.seconds is not None:
            parameters["options"] = f"{parameters.get('options', '')} {ANSWERING}".strip()
        return parameters
