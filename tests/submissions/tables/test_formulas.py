"""公式: references after a row was copied down and after the data rows grew or shrank."""

import pytest

from submissions.tables.formulas import Move, copied, moved, prototype, row_maker

GROWN, SHRUNK = Move(5, 14, 30), Move(5, 14, 7)


@pytest.mark.parametrize(
    ("formula", "further_down"),
    [
        ("H5+I5", "H7+I7"),
        ('IF(N5>=60,"A5合格","不合格")', 'IF(N7>=60,"A5合格","不合格")'),
        ("SUM($H$5:H5)", "SUM($H$5:H7)"),
        ("C5/C$15", "C7/C$15"),
        ("VLOOKUP(B5,选项!$A$1:$B$9,2,0)", "VLOOKUP(B7,选项!$A$1:$B$9,2,0)"),
        ("'说 明'!A3+LOG10(A5)", "'说 明'!A5+LOG10(A7)"),
        ("ROW()-4", "ROW()-4"),
    ],
)
def test_a_copied_row_moves_relative_rows_only(formula: str, further_down: str) -> None:
    assert copied(formula, 2) == further_down
    assert row_maker(formula, 5)(7) == further_down


@pytest.mark.parametrize(
    ("formula", "over_the_new_rows"),
    [
        ("SUM(C5:C14)", "SUM(C5:C30)"),
        ("SUM(C5:C13)", "SUM(C5:C30)"),
        ("SUM(C5:C15)", "SUM(C5:C31)"),
        ("SUM(C4:C14)/C15", "SUM(C4:C30)/C31"),
        ('SUMIF(G5:G14,"处罚",H5:H14)', 'SUMIF(G5:G30,"处罚",H5:H30)'),
        ("C5+C6+C14", "SUM(C5:C30)"),
        ("C15+D15", "C31+D31"),
        ("选项!A5", "选项!A5"),
    ],
)
def test_a_line_below_the_data_takes_all_the_new_rows(formula: str, over_the_new_rows: str) -> None:
    assert moved(formula, GROWN) == over_the_new_rows


def test_fewer_rows_draw_the_foot_up() -> None:
    assert moved("SUM(C5:C14)+C16", SHRUNK) == "SUM(C5:C7)+C9"


def test_elsewhere_only_references_that_name_the_worksheet_change() -> None:
    assert moved("SUM('表一'!A5:A14,C5:C14)+表一!$B$15", GROWN, "表一") == "SUM('表一'!A5:A30,C5:C14)+表一!$B$31"


def test_a_row_that_looks_at_the_total_keeps_looking_at_it() -> None:
    assert prototype("C5/C$15+SUM($C$5:$C$14)", GROWN) == "C5/C$31+SUM($C$5:$C$30)"
