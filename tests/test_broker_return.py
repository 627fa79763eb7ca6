"""Worker and beat are back within seconds of the broker, however long it was away."""

import pytest
from kombu.exceptions import OperationalError

from surveyproj.celery import app


def test_lost_broker_is_asked_for_every_two_seconds_after_however_many_failures() -> None:
    intervals: list[float] = []
    with (
        app.connection_for_read("redis://127.0.0.1:1/0") as broker,
        pytest.raises(OperationalError),
    ):
        broker.ensure_connection(
            lambda error, interval: intervals.append(interval),
            max_retries=1,
            interval_start=30,
        )
    assert intervals == [2]
