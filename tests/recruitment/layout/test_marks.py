"""The picture of the chains: every recruit has a point, however long the chain."""

from collections.abc import Sequence
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recruitment.layout.marks import GAP, PAGE_WIDTH, Member, fill_shelves, lay_out

SVG = "{http://www.w3.org/2000/svg}"


def _grow(recruiters: Sequence[int | None]) -> list[Member]:
    """Members by position; a recruiter always stands before its recruits."""
    members: list[Member] = []
    for position, recruiter in enumerate(recruiters):
        wave = 0 if recruiter is None else members[recruiter].wave + 1
        members.append(Member(position, recruiter, wave))
    return members


@st.composite
def _forests(draw: st.DrawFn) -> list[Member]:
    positions = range(1, draw(st.integers(1, 60)))
    return _grow([None, *(draw(st.none() | st.integers(0, n - 1)) for n in positions)])


@given(_forests())
def test_no_two_recruits_share_a_point(members: list[Member]) -> None:
    points = lay_out(members).points
    assert len(set(points.values())) == len(points) == len(members)


@given(_forests())
def test_everybody_stands_inside_the_picture(members: list[Member]) -> None:
    layout = lay_out(members)
    assert all(0 < x < layout.width and 0 < y < layout.height for x, y in layout.points.values())


@given(_forests())
def test_recruits_stand_one_wave_below_their_recruiter(members: list[Member]) -> None:
    layout = lay_out(members)
    drops = {y2 - y1 for _, y1, _, y2 in layout.lines}
    assert len(drops) <= 1
    assert len(layout.lines) == sum(member.recruiter is not None for member in members)


def test_recruiter_stands_above_the_middle_of_its_recruits() -> None:
    layout = lay_out(_grow([None, 0, 0, 0, 3]))
    assert layout.points == {0: (61, 30), 1: (47, 56), 2: (61, 56), 3: (75, 56), 4: (75, 82)}


def test_chains_stand_side_by_side_the_largest_first() -> None:
    layout = lay_out(_grow([None, None, 1, 1]))
    assert layout.points == {1: (55, 30), 2: (48, 56), 3: (62, 56), 0: (113, 30)}
    assert layout.seeds == (1, 0)
    assert [(band.wave, band.y) for band in layout.bands] == [(0, 30), (1, 56)]
    assert (layout.width, layout.height) == (PAGE_WIDTH + 20, 112)


def test_191_waves_are_no_deeper_than_a_stack_allows() -> None:
    layout = lay_out(_grow([None, *range(191)]))
    assert len(layout.bands) == 192


def test_thousand_recruits_have_a_place_each() -> None:
    members = _grow([None if n < 20 else (n - 20) // 2 for n in range(1000)])
    assert len(set(lay_out(members).points.values())) == 1000


def test_wide_chain_widens_the_picture() -> None:
    layout = lay_out(_grow([None, *[0] * 500]))
    assert layout.width > PAGE_WIDTH


def test_nobody_makes_an_empty_picture() -> None:
    assert lay_out([]).points == {}


@pytest.mark.django_db
def test_svg_is_well_formed_and_described() -> None:
    from django.template.loader import render_to_string

    from recruitment.selectors.chains import load_picture
    from tests.factories import make_chain, make_survey

    survey = make_survey()
    make_chain(survey, 2)
    drawn = render_to_string(
        "recruitment/_chains_svg.html", {"picture": load_picture(survey), "survey": survey}
    )
    root = ElementTree.fromstring(drawn)
    titles = [title.text for title in root.iter(f"{SVG}title")]
    assert (root.tag, root.find(f"{SVG}desc") is not None, len(titles)) == (f"{SVG}svg", True, 4)


@pytest.mark.parametrize(
    ("widths", "shelves"),
    [
        ([], []),
        ([PAGE_WIDTH], [[0]]),
        ([500, PAGE_WIDTH - 500 - GAP, 30], [[0, 1], [2]]),
        ([500, PAGE_WIDTH - 500 - GAP + 1, 30], [[0], [1, 2]]),
        ([2 * PAGE_WIDTH, 30, 30], [[0], [1, 2]]),
    ],
)
def test_chains_fill_shelves_in_their_order(widths: list[int], shelves: list[list[int]]) -> None:
    chains = range(len(widths))
    assert [list(chains[shelf]) for shelf in fill_shelves(widths)] == shelves
