"""Who recruited whom in a table: ids matched, and every fault of a link told with its row."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from recruitment.interchange.cells import TableProblem
from recruitment.interchange.numbers import MissingMarks, make_keys, read_number
from recruitment.interchange.rows import TableRow
from recruitment.interchange.table_layout import TableLayout
from recruitment.rules.tree import find_cycles


def link_rows(
    read: Sequence[tuple[TableRow, str | None]],
    missing: MissingMarks,
    layout: TableLayout,
    *,
    is_complete: bool,
) -> tuple[tuple[TableRow, ...], list[TableProblem]]:
    """Return the rows with recruiters as positions, and the faults of ids, recruiters and times.

    Each row comes with its recruiter's name. Ids match by spelling or, if all are whole numbers,
    by value. With rows missing, nobody is called unknown.
    """
    ids = [row.id for row, _ in read if row.id]
    named = {name for _, name in read if name is not None}
    # Words for "missing" among the recruiters do not keep numbers from matching by value.
    words = {name for name in named if missing.is_declared(name) and read_number(name) is None}
    keys = {"": "", **{word: word for word in words}, **make_keys(ids, named - words)}
    positions: dict[str, int] = {}
    for position, (row, _) in enumerate(read):
        positions.setdefault(keys[row.id], position)
    # Somebody may have the declared number for an id; only where nobody has, it marks a seed.
    seeds = {name for name in named if missing.is_declared(name) and keys[name] not in positions}
    names = [None if name in seeds else name for _, name in read]
    rows = tuple(
        row if name is None else replace(row, recruiter=positions.get(keys[name]))
        for (row, _), name in zip(read, names, strict=True)
    )
    faults = _check_links(rows, names, keys, positions, layout, is_complete=is_complete)
    return rows, list(faults)


def _check_links(
    rows: Sequence[TableRow],
    names: Sequence[str | None],
    keys: Mapping[str, str],
    positions: Mapping[str, int],
    layout: TableLayout,
    *,
    is_complete: bool,
) -> Iterator[TableProblem]:
    for row, name in zip(rows, names, strict=True):
        first = rows[positions[keys[row.id]]]
        if row.id and first is not row:
            other = "" if first.id == row.id else f", written {first.id}"
            fault = f"{row.id} is already the id of row {first.number}{other}; ids are used once"
            yield TableProblem(row.number, layout.id, fault)
        if name is None:
            continue
        if keys[name] == keys[row.id]:
            fault = f"{row.id} recruited himself or herself; name the recruiter or mark a seed"
            yield TableProblem(row.number, layout.recruiter, fault)
        elif row.recruiter is None and is_complete:
            fault = (
                f"{name} is nobody's id; correct it, or, if it marks seeds,"
                " give it as the seed value or leave the cell empty"
            )
            yield TableProblem(row.number, layout.recruiter, fault)
        # Whoever has an unknown recruiter is compared with himself or herself: no fault of time.
        recruiter = row if row.recruiter is None else rows[row.recruiter]
        if row.time and recruiter.time and row.time < recruiter.time:
            fault = f"comes before the recruiter's (row {recruiter.number}); correct one of them"
            yield TableProblem(row.number, layout.time, fault)
    for cycle in find_cycles([row.recruiter for row in rows]):
        # Whoever recruited himself or herself is told above.
        if len(cycle) > 1:
            circle = " → ".join(rows[position].id for position in (*cycle, cycle[0]))
            fault = f"recruiters go round in a circle: {circle}; one of them must be a seed"
            yield TableProblem(rows[cycle[0]].number, layout.recruiter, fault)
