"""What a respondent may pass on: the coupons, and nothing about what became of them."""

from recruitment.models import Coupon
from surveys.models import Response


def list_issued_coupons(response: Response) -> list[Coupon]:
    """The coupons a respondent was given, used or not: the two look the same."""
    return list(Coupon.objects.filter(recruiter__response=response).order_by("number"))


def has_coupons(response: Response) -> bool:
    """Whether there is anything to pass on."""
    return Coupon.objects.filter(recruiter__response=response).exists()
