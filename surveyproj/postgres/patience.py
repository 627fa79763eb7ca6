"""How long a process waits for PostgreSQL, and for how long it does not ask again after silence.

A stopped server whose kernel still acknowledges lets no time-out of TCP or of the server fire: only
the client's own clock tells.
"""

import threading
import time
from dataclasses import dataclass, field

# A statement of a web process. With the queue behind it this stays below the ten seconds after
# which a person who pressed a button must know.
ANSWER_SECONDS = 6.0
# After silence one connection at a time tries, that long, with a pause before the next.
PROBE_SECONDS = 2.0
PAUSE_SECONDS = 1.0

# For every process. A server that has vanished is noticed after some 20 s at the latest; where
# nothing vanished, none of these ever fires.
NETWORK = {
    "connect_timeout": 3,
    # Milliseconds for which something sent may stay unacknowledged: the packets are dropped.
    "tcp_user_timeout": 10_000,
    # Nothing is under way, and the other side is asked whether it is still there.
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 2,
}


@dataclass
class Patience:
    """The patience of one process with one server; without `seconds` it is endless."""

    seconds: float | None = None
    _is_silent: bool = False
    _next_try: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def ask(self) -> float | None:
        """Return for how many seconds to wait, or 0.0 when nothing is to be tried just now."""
        if not self._is_silent or self.seconds is None:
            return self.seconds
        with self._lock:
            now = time.monotonic()
            if now < self._next_try:
                return 0.0
            self._next_try = now + PROBE_SECONDS + PAUSE_SECONDS
            return PROBE_SECONDS

    def note_silence(self) -> None:
        """Let nobody wait for a while: the server did not answer in time."""
        with self._lock:
            self._is_silent = True
            self._next_try = time.monotonic() + PAUSE_SECONDS

    def note_answer(self) -> None:
        """Let everybody ask again: the server has answered."""
        self._is_silent = False


patience = Patience()


def answer_in_time() -> None:
    """Have this process, a web process, wait no longer than a person would."""
    patience.seconds = ANSWER_SECONDS
