"""How staff accounts behave: made by an owner, never by signing up; guesses are slowed down."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.core import ratelimit
from django.contrib.auth import authenticate
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from surveys.services.keys import sign
from surveys.services.slowdown import name_network

REMEMBERED_SECONDS = 90 * 24 * 3600


class ClosedAccountAdapter(DefaultAccountAdapter):
    """Accounts cannot be opened from the web.

    Wrong passwords are counted per network, and per network and account; from networks that never
    signed in to an account, every attempt is: decision 0015. Without the cache nobody signs in.
    """

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "too_many_login_attempts": _(
            "There were too many attempts. Please wait five minutes; from a place where this "
            "account has never signed in, up to an hour."
        ),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up; `manage.py createsuperuser` or an owner makes accounts."""
        return False

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """What `login_failed` counts per key: one account from one network, never the account."""
        return self._name_pair(request, credentials)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuse whoever has tried too often, whatever the password."""
        super().pre_authenticate(request, **credentials)
        if cache.get(self._name_pair(request, credentials)) is None and not ratelimit.consume(
            request, action="login_from_elsewhere", key=_name_account(credentials)
        ):
            raise self.validation_error("too_many_login_attempts")

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """Return the account, or None alike for a wrong password and a closed account."""
        self.pre_authenticate(request, **credentials)
        user = authenticate(request, **credentials)
        # The backend hands on a closed account whose password was right; that would confirm it.
        AuthenticationBackend.unstash_authenticated_user()
        if user is None:
            self.authentication_failed(request, **credentials)
            return None
        self._rollback_login_failed_rl_usage()
        cache.set(self._name_pair(request, credentials), True, REMEMBERED_SECONDS)
        return user

    def _name_pair(self, request: HttpRequest, credentials: dict[str, Any]) -> str:
        """A keyed hash, so that the cache holds neither address nor name."""
        network = name_network(self.get_client_ip(request))
        return f"known-{sign('signed in', f'{network} {_name_account(credentials)}').hex()[:32]}"


def _name_account(credentials: dict[str, Any]) -> str:
    return str(credentials.get("username", "")).lower()
