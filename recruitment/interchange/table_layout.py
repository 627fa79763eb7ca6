"""Which column of a table holds what, as declared, and whether its header bears that out."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from recruitment.interchange.cells import TableProblem, UnreadableCellError, check_name

MOST_COLUMNS = 300
NAMES_SHOWN = 20

# Whole names only: weight_kg and w_income are answers.
_BOOKKEEPING = re.compile(
    r"row|wave|seed|seed_id|is_seed|n_recruits|recruitment_time|(own_)?coupon(_?\d+)?"
    r"|w_rds_ii?|w_gile_ss|(rds_)?weights",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class TableLayout:
    """Which column holds what; no `variables` means every column that is not bookkeeping.

    `missing` are marks for no answer besides the common ones; no `delimiter` means to find it.
    """

    id: str = "id"
    recruiter: str = "recruiter_id"
    network_size: str = "network_size"
    time: str = ""
    variables: tuple[str, ...] = ()
    seed_value: str = "seed"
    missing: tuple[str, ...] = ()
    delimiter: str = ""

    @property
    def named(self) -> tuple[str, ...]:
        """Return every column asked for by name."""
        own = (self.id, self.recruiter, self.network_size, self.time, *self.variables)
        return tuple(dict.fromkeys(name for name in own if name))

    def pick_variables(self, header: Sequence[str]) -> tuple[str, ...]:
        """Return the columns of answers: those declared, else all that are not bookkeeping."""
        own = {self.id, self.recruiter, self.network_size, self.time, ""}
        return self.variables or tuple(
            name
            for name in header
            if name not in own
            and not _BOOKKEEPING.fullmatch(re.sub(r"[^A-Za-z0-9]+", "_", name).strip("_"))
        )


def check_header(row: int, header: Sequence[str], layout: TableLayout) -> Iterator[TableProblem]:
    """Yield what keeps the header in this row from being read: names missing, unfit or twice."""
    if len(header) > MOST_COLUMNS:
        fault = f"the file has {len(header)} columns; at most {MOST_COLUMNS} can be read"
        yield TableProblem(0, "", fault)
    for number, name in enumerate(header, start=1):
        try:
            check_name(name)
        except UnreadableCellError as error:
            yield TableProblem(row, str(number), str(error))
    for name, count in Counter(header).items():
        if name and count > 1:
            yield TableProblem(row, name, f"stands {count} times in the header; rename one")
    known = ", ".join([name for name in header if name][:NAMES_SHOWN])
    for name in layout.named:
        if name not in header:
            yield TableProblem(row, name, f"is missing; name another column (the file has {known})")
