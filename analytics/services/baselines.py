"""Loading the published studies that ship with the app."""

import hashlib
import json
from pathlib import Path

from analytics.comparison.reading import read_baseline
from analytics.models import Baseline as BaselineRow

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
    BaselineRow.objects.update_or_create(
        slug=baseline.id, defaults={"document": document, "digest": digest}
    )
    return True
