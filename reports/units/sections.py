"""分栏: all parts of a unit's page as one person may know them; their figures are counted in one statement."""

from __future__ import annotations

from core.lists.desk import figures_of
from core.look import Figure
from reports.units.asked import Asked, Part, Section
from reports.units.parts_matters import DEADLINES, PAPERS, RECTIFICATION
from reports.units.parts_people import PEOPLE, PLANS
from reports.units.parts_reviews import ACTIVITY, REVIEWS
from reports.units.parts_submissions import SUBMITTED

PARTS: tuple[Part, ...] = (RECTIFICATION, PLANS, SUBMITTED, REVIEWS, PAPERS, DEADLINES, PEOPLE, ACTIVITY)


def sections_of(asked: Asked, most: int) -> list[Section]:
    """Figures and at most `most` lines of every part the user holds the power for; the cost does not grow with what there is."""
    parts = [part for part in PARTS if not part.power or asked.user.has_perm(part.power)]
    tallies = [part.tallies(asked) for part in parts]
    figures = iter(figures_of([tally for own in tallies for tally in own]))
    return [_section(part, asked, most, [next(figures) for _ in own]) for part, own in zip(parts, tallies, strict=True)]


def _section(part: Part, asked: Asked, most: int, figures: list[Figure]) -> Section:
    lines = part.lines(asked, most)
    return Section(
        key=part.key,
        title=part.title,
        url=asked.listed(part.url_name, **part.params) if part.url_name else "",
        listed=part.listed,
        heads=part.heads,
        figures=figures,
        rows=[list(zip(part.heads, line, strict=True)) for line in lines],
        empty=part.empty,
    )
