"""Periodic work of recruitment."""

from celery import shared_task
from django.utils import timezone

from recruitment.services import coupons


@shared_task
def expire_coupons() -> int:
    """Mark coupons whose time has passed."""
    return coupons.expire_coupons(now=timezone.now())
