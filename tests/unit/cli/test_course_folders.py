"""Which folders beside each other are courses, for a start as for the commands."""

from lms.cli.courses.course_folders import course_folders


def test_only_what_has_a_course_file_and_is_not_hidden_is_a_course(tmp_path):
    for name in ("b", "a", ".git"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "course.yaml").write_text("code: X\n")
    for name in (".idea", "__MACOSX", "notes/course.yaml"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "README.md").write_text("Courses\n")
    assert course_folders(tmp_path) == [tmp_path / "a", tmp_path / "b"]


def test_the_course_of_this_program_is_found():
    assert "poesa-el" in [folder.name for folder in course_folders()]
