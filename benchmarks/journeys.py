"""Complete respondent journeys per second over HTTP, page times, and the floor of the same run.

python -m benchmarks.journeys --seconds 20 --clients 8
"""

import argparse
import io
import multiprocessing
import re
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import quantiles

from benchmarks.floor import CREATE, VALUE_COUNT
from benchmarks.http import Browser
from benchmarks.service import (
    free_port,
    own_database,
    own_environment,
    read_cpu_seconds,
    web_processes,
)

SLUG = "shenzhen"
HIDDEN = re.compile(r'name="(key|text_digest|text_language|mark)" value="([^"]+)"')
NAMED = re.compile(r'name="(\w+)"')
MOST_POSTS = 30
SEEDS_PER_BATCH = 100
AGREE = ("SAL", "CAR", "HUK", "CLI", "FAC", "SOC", "KIN", "PAR", "ALU", "FRI", "TAL")
AFFILIATION = ("FAM", "CARE", "PAR", "ALU", "BEL", "GRAV", "EXP")
KNOWN = ("REL", "ALU", "FRI", "TOW", "COL")
BELONGING = ("LIKE", "CARE", "JOIN", "ACC")
ANSWERS: dict[str, object] = {
    "birth_year": 1996,
    "live_sz": 1,
    "edu": 4,
    "hukou_prov": 42,
    "move_year": 2021,
    "move_situation": 5,
    "cities_considered": [2, 3],
    "driver_open": "",
    "driver_mention": [2, 6, 8],
    "attention": 2,
    "driver_decisive": 8,
    "soc_amenity": [1, 3],
    "pay_vs_prospect": 4,
    "counterfactual": 3,
    "parents_loc": 3,
    "partner_before": 2,
    "alumni_before": 90,
    "help": 7,
    "help_source": 5,
    "help_needed": 4,
    "job_channel": [1, 8],
    "job_channel_main": 1,
    "job_factor": 2,
    "parents_wish": 3,
    "decision_joint": 3,
    "stay": 1,
    "stay_years": 4,
    "hukou_now": 2,
    "alumni_12m": 1,
    "gender": 2,
    "marital": 3,
    "uni_loc": 3,
    "overseas_exp": 0,
    "only_child": 2,
    "industry": "I",
    "district": 440305,
    "deg_know": 60,
    "deg_contact": 20,
    **{f"driver_imp_{row}": 4 for row in AGREE},
    **{f"net_before_{row}": 1 for row in KNOWN},
    **{f"affil_{row}": 4 for row in AFFILIATION},
    **{f"belong_{row}": 3 for row in BELONGING},
}


@dataclass
class Report:
    """What clients saw: things done, seconds per request by name, errors, and from when to when."""

    done: int = 0
    seconds: dict[str, list[float]] = field(default_factory=dict)
    errors: Counter[str] = field(default_factory=Counter)
    began: float = field(default_factory=time.time)
    ended: float = 0.0
    cpu_seconds: float = 0.0

    def is_over(self, seconds: float) -> bool:
        """Whether this client has been at it for `seconds`."""
        return time.time() - self.began > seconds

    def take_times(self, browser: Browser) -> None:
        """Add what one browser measured."""
        for name, values in browser.seconds.items():
            self.seconds.setdefault(name, []).extend(values)

    @property
    def request_count(self) -> int:
        """Requests answered."""
        return sum(len(values) for values in self.seconds.values())


def fill(text: str) -> dict[str, object]:
    """Return what a person posts who is shown this page: answers and what its form hides."""
    asked = {name: ANSWERS[name] for name in NAMED.findall(text) if name in ANSWERS}
    return asked | dict(HIDDEN.findall(text))


def begin(browser: Browser, code: str) -> str:
    """Follow the referral link and agree: where the first page is; raises ValueError if refused."""
    status, _, text = browser.get(f"/r/{code}", name="landing")
    consent = dict(HIDDEN.findall(text)) | {"box_participate": "1"}
    if status != 200 or "key" not in consent:
        raise ValueError(f"landing {status}")
    return _follow(*browser.post(f"/r/{code}", consent, name="consent")[:2])


def read_page(browser: Browser, path: str) -> dict[str, object]:
    """Show a page: what a person posts there."""
    _, _, text = browser.get(path, name=f"page {_number(path)}")
    return fill(text)


def save_page(browser: Browser, path: str, values: dict[str, object]) -> str:
    """Post a page: where it leads; raises ValueError where that is astray."""
    return _follow(*browser.post(path, values, name=f"save {_number(path)}")[:2])


def _number(path: str) -> str:
    return path.rstrip("/").rpartition("/")[2]


def _follow(status: int, location: str) -> str:
    if status != 302 or not location.startswith(f"/s/{SLUG}/"):
        raise ValueError(f"astray: {status} {location}")
    return location


def walk(browser: Browser, code: str) -> None:
    """One journey, from the referral link to the thanks; raises ValueError where it strays."""
    path = begin(browser, code)
    for _ in range(MOST_POSTS):
        if path.endswith("/thanks/"):
            break
        path = save_page(browser, path, read_page(browser, path))
    status, _, _ = browser.get(path, name="thanks")
    if status != 200 or not path.endswith("/thanks/"):
        raise ValueError(f"thanks {status} {path}")


def drive(port: int, codes: list[str], seconds: float) -> Report:
    """Walk journey after journey until the time is up."""
    report = Report()
    for code in codes:
        if report.is_over(seconds):
            break
        browser = Browser("127.0.0.1", port)
        try:
            walk(browser, code)
            report.done += 1
        except (ValueError, OSError) as error:
            report.errors[str(error)] += 1
        report.take_times(browser)
        browser.close()
    report.ended = time.time()
    return report


def drive_floor(port: int, codes: list[str], seconds: float) -> Report:
    """Post to the bare view until the time is up."""
    report, browser = Report(), Browser("127.0.0.1", port)
    browser.get("/", name="first")
    values = {f"v{i}": i for i in range(VALUE_COUNT)}
    while not report.is_over(seconds):
        status, _, _ = browser.post("/", values, name="floor")
        report.done += status == 200
        report.errors.update([f"floor {status}"] if status != 200 else [])
    report.take_times(browser)
    browser.close()
    report.ended = time.time()
    return report


def run(
    driver: Callable[..., Report], port: int, shares: list[list[str]], seconds: float
) -> Report:
    """Run `driver` in one process per client and put together what they report."""
    with multiprocessing.get_context("fork").Pool(len(shares)) as pool:
        parts = pool.starmap(driver, [(port, share, seconds) for share in shares])
    whole = Report(began=min(part.began for part in parts))
    for part in parts:
        whole.done += part.done
        whole.errors.update(part.errors)
        whole.ended = max(whole.ended, part.ended)
        for name, values in part.seconds.items():
            whole.seconds.setdefault(name, []).extend(values)
    return whole


def prepare(count: int) -> list[str]:
    """Migrate, load the study and place seeds: their codes."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.utils import timezone

    from recruitment.services.coupons import reveal_code
    from recruitment.services.seeds import create_channel, place_seeds
    from surveys.selectors.runner import load_survey

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("load_study", "--json", stdout=io.StringIO())
    with connection.cursor() as cursor:
        cursor.execute(CREATE)
    survey = load_survey(SLUG)
    assert survey is not None
    channel = create_channel(survey, kind="other", name="Benchmark")
    batches = -(-count // SEEDS_PER_BATCH)
    made = [
        coupon
        for _ in range(batches)
        for coupon in place_seeds(channel, count=SEEDS_PER_BATCH, now=timezone.now())
    ]
    connection.close()
    return [reveal_code(coupon) for coupon in made]


def print_table(times: dict[str, list[float]]) -> None:
    """Percentiles of every page, in milliseconds."""
    print(f"{'page':<10}{'requests':>9}{'p50 ms':>9}{'p95 ms':>9}{'p99 ms':>9}")
    for name, values in times.items():
        cuts = [1000 * cut for cut in quantiles(values, n=100)] if len(values) > 1 else [0] * 99
        print(f"{name:<10}{len(values):>9}{cuts[49]:>9.1f}{cuts[94]:>9.1f}{cuts[98]:>9.1f}")


def main() -> None:
    """Measure the floor and the journeys on one database and print both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--server", default="postgres://postgres@127.0.0.1:5432/postgres")
    parser.add_argument("--broker", default="redis://127.0.0.1:6379/9")
    wishes = parser.parse_args()
    port = free_port()
    with (
        own_database(wishes.server, "linktrace_journeys") as database_url,
        own_environment(database_url, wishes.broker, port),
    ):
        codes = prepare(int(wishes.seconds * 200))
        shares = [codes[start :: wishes.clients] for start in range(wishes.clients)]
        with web_processes("benchmarks.floor:make_application()", port, wishes.workers):
            floor = run(drive_floor, port, shares, wishes.seconds)
        with web_processes("surveyproj.wsgi:application", port, wishes.workers) as pid:
            before = read_cpu_seconds(pid)
            journeys = run(drive, port, shares, wishes.seconds)
            journeys.cpu_seconds = read_cpu_seconds(pid) - before
    print_report(floor, journeys, wishes.clients)


def print_report(floor: Report, journeys: Report, clients: int) -> None:
    """The two rates, their ratio, and the times of every page."""
    rate = journeys.request_count / (journeys.ended - journeys.began)
    floor_rate = floor.done / (floor.ended - floor.began)
    print(f"clients {clients}")
    print(f"journeys/s {journeys.done / (journeys.ended - journeys.began):.1f}")
    print(f"web CPU ms per journey {1000 * journeys.cpu_seconds / max(journeys.done, 1):.1f}")
    print(f"requests/s {rate:.0f}, floor {floor_rate:.0f}, ratio {rate / floor_rate:.2f}")
    errors = journeys.errors + floor.errors
    print(f"errors {sum(errors.values())} {dict(errors) or ''}")
    print_table(journeys.seconds | {"floor": floor.seconds["floor"]})


if __name__ == "__main__":
    main()
