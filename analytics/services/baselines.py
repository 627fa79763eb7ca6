"""Loading the published studies that ship with the app."""

import hashlib
import json
from pathlib import Path

from django.db import transaction

from analytics.estimators.baseline import Baseline, read_baseline
from analytics.models import Baseline as BaselineRow
from analytics.models import Claim, Driver

SHIPPED = Path(__file__).resolve().parent.parent / "baselines"


def load_shipped_baselines() -> int:
    """Load every shipped document that is new or has changed; how many were.

    Raises `BaselineError` when a document is not in order.
    """
    return sum(load_baseline_file(path) for path in sorted(SHIPPED.glob("*.json")))


def load_baseline_file(path: Path) -> bool:
    """Load one document; False when just this document is loaded already."""
    text = path.read_text(encoding="utf-8")
    digest = hashlib.sha256(text.encode()).hexdigest()
    document = json.loads(text)
    baseline = read_baseline(document)
    if BaselineRow.objects.filter(slug=baseline.id, digest=digest).exists():
        return False
    with transaction.atomic():
        row, _ = BaselineRow.objects.update_or_create(
            slug=baseline.id,
            defaults={
                "citation": baseline.citation,
                "licence": baseline.licence,
                "interview_count": baseline.n,
                "document": document,
                "digest": digest,
            },
        )
        _replace_parts(row, baseline)
    return True


def _replace_parts(row: BaselineRow, baseline: Baseline) -> None:
    row.drivers.all().delete()
    row.claims.all().delete()
    Driver.objects.bulk_create(
        [
            Driver(
                baseline=row,
                key=driver.key,
                variable=driver.variable,
                label=driver.label,
                count=driver.count.x,
            )
            for driver in (*baseline.drivers, *baseline.networks)
        ]
    )
    Claim.objects.bulk_create(
        [
            Claim(baseline=row, number=claim.id, statement=claim.claim, quantity=claim.quantity)
            for claim in baseline.claims
        ]
    )
