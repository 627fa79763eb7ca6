"""Random order that is the same on every machine and every Python: sorting by SHA-256."""

from collections.abc import Collection, Sequence
from hashlib import sha256
from typing import TypeVar

C = TypeVar("C", bound=int | str)


def shuffle(codes: Sequence[C], seed: int, key: str, pinned: Collection[C] = ()) -> tuple[C, ...]:
    """The codes in an order drawn from seed and key; pinned codes keep their own position.

    Every code sorts by a digest of its own, so adding a code leaves the others' order as it was.
    """

    def draw(code: C) -> bytes:
        return sha256(f"{seed}|{key}|{code}".encode()).digest()

    loose = iter(sorted((code for code in codes if code not in pinned), key=draw))
    return tuple(code if code in pinned else next(loose) for code in codes)
