"""字体: every role of the standard is named with the font in use; a folder of the customer's comes first."""

from documents import fonts


def test_every_role_is_named_with_its_font():
    found = fonts.resolved()

    assert [row.role for row in found] == list(fonts.ROLES)
    assert all(row.family in names for row, names in zip(found, fonts.ROLES.values(), strict=True) if row.family)


def test_missing_font_is_said_to_be_missing():
    row = fonts._resolve("仿宋（正文）", ("仿宋_GB2312",), {"DejaVu Sans"})

    assert (row.family, row.is_substitute) == ("", True)


def test_stand_in_is_marked_and_the_standard_face_is_not():
    names = fonts.ROLES["仿宋（正文）"]

    assert fonts._resolve("仿宋（正文）", names, {"FandolFang R"}).is_substitute
    assert not fonts._resolve("仿宋（正文）", names, {"仿宋_GB2312", "FandolFang R"}).is_substitute


def test_folder_of_the_customer_comes_first(settings, tmp_path):
    settings.FONT_DIR = str(tmp_path)

    assert fonts.folders()[0] == tmp_path
    assert f"<dir>{tmp_path}</dir>" in fonts.write_config(tmp_path).read_text(encoding="utf-8")
