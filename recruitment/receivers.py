"""What recruitment does inside the transaction that ends a response."""

from datetime import datetime

from django.dispatch import receiver

from recruitment.models import CouponEvent
from recruitment.services.coupons import close_coupon, issue_coupons
from surveys.models import Response
from surveys.signals import response_completed, response_screened_out


@receiver(response_completed, dispatch_uid="recruitment.issue_coupons")
def issue_on_completion(*, response: Response, now: datetime, **kwargs: object) -> None:
    """A completion gives coupons; an error here undoes the completion."""
    close_coupon(response, kind=CouponEvent.Kind.COMPLETED, now=now)
    issue_coupons(response, now=now)


@receiver(response_screened_out, dispatch_uid="recruitment.close_coupon")
def close_on_screening_out(*, response: Response, now: datetime, **kwargs: object) -> None:
    """A person who was screened out gets no coupons."""
    close_coupon(response, kind=CouponEvent.Kind.SCREENED, now=now)
