"""How staff accounts behave: they are made by an owner, never by signing up."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedAccountAdapter(DefaultAccountAdapter):
    """Accounts cannot be opened from the web."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up; `manage.py createsuperuser` or an owner makes accounts."""
        return False
