"""An installation whose verbs look first and act afterwards, and whose answers wait for the broker.

A drill must see it fail.
"""

import time
from datetime import datetime

from django.apps import AppConfig

# With these a second effect would be refused by PostgreSQL itself.
DROP_CONSTRAINTS = """
ALTER TABLE recruitment_recruit DROP CONSTRAINT recruitment_recruit_coupon_id_key;
ALTER TABLE recruitment_coupon DROP CONSTRAINT coupon_number_is_unique_per_recruiter
"""
# What checking takes: meanwhile another one may look as well.
SECONDS = 0.05


class CarelessConfig(AppConfig):
    """Take away the locks, the conditions of the updates, and the thread that sends nudges."""

    name = "tests.drills"
    label = "careless"

    def ready(self) -> None:
        """Replace them."""
        from analytics.services.nudging import Nudger, send_nudges
        from recruitment.querysets import CouponQuerySet
        from surveys.models import Response
        from surveys.services import responses

        is_live = CouponQuerySet.live

        def look_first(self: CouponQuerySet, moment: datetime) -> CouponQuerySet:
            found = list(is_live(self, moment).values_list("pk", flat=True))
            time.sleep(SECONDS)
            return self.model.objects.filter(pk__in=found)

        def read_unlocked(response: Response) -> Response:
            found = Response.objects.select_related("survey", "version").get(pk=response.pk)
            time.sleep(SECONDS)
            return found

        CouponQuerySet.live = look_first  # type: ignore[method-assign]
        responses._lock = read_unlocked
        Nudger.add = lambda self, survey_id: send_nudges({survey_id})  # type: ignore[method-assign]
