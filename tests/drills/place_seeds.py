"""Place seeds in the installation of this environment: `python -m tests.drills.place_seeds 8`."""

import os
import sys

import django

from benchmarks.journeys import SLUG


def main() -> None:
    """Print one code in a line."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "surveyproj.settings"
    django.setup()
    from django.utils import timezone

    from recruitment.services.coupons import reveal_code
    from recruitment.services.seeds import MOST_SEEDS_AT_ONCE, create_channel, place_seeds
    from surveys.selectors.runner import load_survey

    survey = load_survey(SLUG)
    assert survey is not None
    channel = create_channel(survey, kind="other", name="Drill")
    left = int(sys.argv[1])
    while left > 0:
        coupons = place_seeds(channel, count=min(left, MOST_SEEDS_AT_ONCE), now=timezone.now())
        sys.stdout.writelines(f"{reveal_code(coupon)}\n" for coupon in coupons)
        left -= len(coupons)


if __name__ == "__main__":
    main()
