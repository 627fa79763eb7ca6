"""What downloads are called: after what is in them, and once when nobody real is."""

import pytest

from surveys.engine.tables import name_file


@pytest.mark.parametrize(
    ("slug", "is_simulated", "name"),
    [
        ("shenzhen", False, "shenzhen-chains.csv"),
        ("trial", True, "trial-chains-simulated.csv"),
        ("simulated", True, "simulated-chains.csv"),
        ("simulated-2", True, "simulated-2-chains.csv"),
    ],
)
def test_a_name_says_simulated_once(slug: str, name: str, *, is_simulated: bool) -> None:
    assert name_file(slug, "chains", "csv", is_simulated=is_simulated) == name
