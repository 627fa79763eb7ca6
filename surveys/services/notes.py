"""Notes that a page is shown without, when the database cannot take them."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import InternalError, OperationalError

logger = logging.getLogger(__name__)


@contextmanager
def noted_if_possible(what: str) -> Iterator[None]:
    """Say in one log line that the database could not write, and go on.

    What is done inside must be a transaction or savepoint of its own. A mistake of ours (a broken
    constraint, a wrong statement) is still raised.
    """
    try:
        yield
    except (OperationalError, InternalError) as error:  # read-only, disk full, lock timeout
        logger.warning("%s was not noted: %s", what, str(error).partition("\n")[0])
