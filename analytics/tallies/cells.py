"""What a count is a count of: seven kinds of cell and their compact text for the database.

The text is `kind|part|part…`: whole numbers as they are, words after an apostrophe, an unknown
degree as nothing. It is a key, so one cell has exactly one text.
"""

import re
from dataclasses import dataclass

Code = int | str

MAX_CELL_LENGTH = 200
MAX_VARIABLE_LENGTH = 64
MAX_CODE_LENGTH = 24

_WHOLE_NUMBER = re.compile(r"0|-?[1-9][0-9]*", re.ASCII)


class CellError(ValueError):
    """A cell cannot be written within its limits, or a text is not that of a cell."""


@dataclass(frozen=True, slots=True)
class ShareCell:
    """Respondents with this value of a variable and this degree."""

    variable: str
    value: Code
    degree: int | None


@dataclass(frozen=True, slots=True)
class GroupCell:
    """Respondents with this value of a driver, in this group, with this degree."""

    variable: str
    group: str
    value: Code
    group_value: Code
    degree: int | None


@dataclass(frozen=True, slots=True)
class LinkCell:
    """Recruitments by someone with the first value of someone with the second."""

    variable: str
    recruiter_value: Code
    recruit_value: Code


@dataclass(frozen=True, slots=True)
class WaveCell:
    """Respondents this many steps from their seed."""

    wave: int


@dataclass(frozen=True, slots=True)
class DayCell:
    """Responses completed on this day (ISO date)."""

    day: str


@dataclass(frozen=True, slots=True)
class ChannelCell:
    """Respondents whose invitation travelled this way."""

    channel: str


@dataclass(frozen=True, slots=True)
class DegreeCell:
    """Respondents with this degree, whatever they answered."""

    degree: int | None


Cell = ShareCell | GroupCell | LinkCell | WaveCell | DayCell | ChannelCell | DegreeCell

SHARE_PREFIX = "v|"
GROUP_PREFIX = "g|"
LINK_PREFIX = "l|"
WAVE_PREFIX = "w|"
DAY_PREFIX = "d|"
CHANNEL_PREFIX = "c|"
DEGREE_PREFIX = "n|"


def cell_to_text(cell: Cell) -> str:
    """The key of a cell, at most MAX_CELL_LENGTH characters; raises CellError beyond that."""
    text = _write(cell)
    if len(text) > MAX_CELL_LENGTH:
        raise CellError(f"A cell of {len(text)} characters is longer than {MAX_CELL_LENGTH}.")
    return text


def cell_from_text(text: str) -> Cell:
    """The cell a key stands for; raises CellError when it is not the text of any cell."""
    kind, *parts = text.split("|")
    try:
        cell = _read(kind, parts)
    except ValueError as error:
        raise CellError(f"{text!r} is not a cell.") from error
    if _write(cell) != text:
        raise CellError(f"{text!r} is not written the way a cell is.")
    return cell


def is_countable(variable: str, codes: tuple[Code, ...]) -> bool:
    """Whether every cell of a variable is sure to fit, also when crossed with another one."""
    return len(_escape(variable)) <= MAX_VARIABLE_LENGTH and all(
        len(_write_code(code)) <= MAX_CODE_LENGTH for code in codes
    )


def _write(cell: Cell) -> str:
    match cell:
        case ShareCell(variable, value, degree):
            parts = ["v", _escape(variable), _write_code(value), _write_degree(degree)]
        case GroupCell(variable, group, value, group_value, degree):
            parts = ["g", _escape(variable), _escape(group)]
            parts += [_write_code(value), _write_code(group_value), _write_degree(degree)]
        case LinkCell(variable, recruiter_value, recruit_value):
            parts = ["l", _escape(variable)]
            parts += [_write_code(recruiter_value), _write_code(recruit_value)]
        case WaveCell(wave):
            parts = ["w", str(wave)]
        case DayCell(day):
            parts = ["d", _escape(day)]
        case ChannelCell(channel):
            parts = ["c", _escape(channel)]
        case DegreeCell(degree):
            parts = ["n", _write_degree(degree)]
    return "|".join(parts)


def _read(kind: str, parts: list[str]) -> Cell:
    match kind, parts:
        case "v", [variable, value, degree]:
            return ShareCell(_unescape(variable), _read_code(value), read_degree(degree))
        case "g", [variable, group, value, group_value, degree]:
            return GroupCell(
                _unescape(variable),
                _unescape(group),
                _read_code(value),
                _read_code(group_value),
                read_degree(degree),
            )
        case "l", [variable, recruiter_value, recruit_value]:
            return LinkCell(
                _unescape(variable), _read_code(recruiter_value), _read_code(recruit_value)
            )
        case "w", [wave]:
            return WaveCell(_read_number(wave))
        case "d", [day]:
            return DayCell(_unescape(day))
        case "c", [channel]:
            return ChannelCell(_unescape(channel))
        case "n", [degree]:
            return DegreeCell(read_degree(degree))
    raise CellError(f"There is no kind of cell {kind!r} with {len(parts)} parts.")


def _escape(text: str) -> str:
    return text.replace("\\", "\\\\").replace("|", "\\p")


def _unescape(text: str) -> str:
    return re.sub(r"\\(.)", lambda found: "|" if found[1] == "p" else found[1], text, flags=re.S)


def _write_code(code: Code) -> str:
    return "'" + _escape(code) if isinstance(code, str) else str(int(code))


def _read_code(text: str) -> Code:
    return _unescape(text[1:]) if text.startswith("'") else _read_number(text)


def _write_degree(degree: int | None) -> str:
    return "" if degree is None else str(degree)


def read_degree(text: str) -> int | None:
    """The degree a text stands for, None when it is empty; raises CellError."""
    return _read_number(text) if text else None


def _read_number(text: str) -> int:
    if not _WHOLE_NUMBER.fullmatch(text):
        raise CellError(f"{text!r} is not a whole number.")
    return int(text)
