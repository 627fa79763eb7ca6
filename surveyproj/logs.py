"""Keeps addresses out of log lines: codes and keys stand in them."""

import logging


class HideAddresses(logging.Filter):
    """Put the route in place of the path wherever Django logs a request (404, 403, 500)."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record; nothing is ever dropped."""
        request = getattr(record, "request", None)
        path = getattr(request, "path", None)
        if path:
            match = getattr(request, "resolver_match", None)
            route = f"/{match.route}" if match else "(no route)"
            record.msg = record.getMessage().replace(path, route)
            record.args = ()
        return True
