"""`check_health`: the state of every part, for those who run the installation."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from surveyproj.looking import DOWN, looker


class Command(BaseCommand):
    """Print one line per part; exit code 1 when no answers can be taken."""

    help = "Prints the state of database, cache, broker and beat; exits with 1 when down."
    # A dead database must be told of, not stumbled over.
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Look once."""
        look = looker.look()
        age = "never" if look.tick_age is None else f"{look.tick_age:.1f} s ago"
        lines = {**look.parts, "last tick": age, "status": look.status}
        for name, words in lines.items():
            self.stdout.write(f"{name:<10} {words}")
        if look.status == DOWN:
            raise CommandError("No answers can be taken.")
