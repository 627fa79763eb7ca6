"""The reasons for no answer: four different things that are never merged.

REFUSED and DONT_KNOW are choices a person picks (codes 99 and 98 by custom) and are marked on the
choice. The other three are written by the engine and have fixed codes of their own.
"""

from enum import StrEnum


class Missing(StrEnum):
    """Why a variable has no substantive value."""

    REFUSED = "refused"
    DONT_KNOW = "dont_know"
    SKIPPED = "skipped"
    NOT_ASKED = "not_asked"
    NOT_REACHED = "not_reached"


SKIPPED_CODE = -1
NOT_ASKED_CODE = -2
NOT_REACHED_CODE = -3

ENGINE_CODES: dict[int, Missing] = {
    SKIPPED_CODE: Missing.SKIPPED,
    NOT_ASKED_CODE: Missing.NOT_ASKED,
    NOT_REACHED_CODE: Missing.NOT_REACHED,
}
