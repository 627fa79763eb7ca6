"""The product's own application, in which asking for a coupon crashes."""

from importlib import import_module

from surveyproj.wsgi import application

__all__ = ["application"]


def _crash(*args: object) -> None:
    raise RuntimeError("This crash is meant.")


# Views can be imported only now that Django is set up.
import_module("recruitment.views.entry").find_coupon = _crash  # type: ignore[attr-defined]
