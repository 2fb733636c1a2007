"""The counts of the import report are those of a reader that shares no code with the importer.

PAYUNG_TEST_OLX_COURSE names another archive to count, such as an export of your own Open edX.
"""

import os
import sys
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from lxml import etree

from courses.olx.archive import pack_archive
from tests.integration.olx.survey import survey
from tests.runner.stages import ROOT
from tests.unit.courses.olx.studio import studio_course

MINOR = "{}.{}".format(*sys.version_info[:2])
OTHERS = ROOT / ".test-env" / f"others{MINOR}" / "lib" / f"python{MINOR}" / "site-packages"
SAMPLES = (
    "problem_builder/templates/xml/*.xml",
    "submit_and_compare/scenarios/*.xml",
    "freetextresponse/scenarios/*.xml",
)
CODE = "ANOTHER-1"
OTHERS_ONLY = pytest.mark.skipif(
    not OTHERS.exists(), reason="blocks by others are installed for one Python only"
)
STRUCTURE = ("chapter", "sequential", "vertical")
ABOUT = ("page-elsewhere", "about-as-summary")


def course_of_samples():
    """A course with the samples that the authors of blocks ship: a lesson for each document."""
    course = etree.Element("course", url_name="1", course=CODE)
    chapter = etree.SubElement(course, "chapter", display_name="Samples")
    for path in sorted(path for samples in SAMPLES for path in OTHERS.glob(samples)):
        sequential = etree.SubElement(chapter, "sequential", display_name=path.stem)
        root = etree.parse(path).getroot()
        for page in list(root.iter("vertical_demo")) or [root]:
            etree.SubElement(sequential, "vertical").extend(page.getchildren())
    return {"course.xml": etree.tostring(course)}


def course_with_odd_places():
    """Parts for staff at each level, and parts where Open edX has none."""
    files = studio_course()
    files["course/2026.xml"] = b"""<course><chapter url_name="c4"/>
        <chapter visible_to_staff_only="true"><sequential><vertical><html>Keys</html>
        <split_test><vertical><html>Inner</html></vertical></split_test></vertical>
        <html>Beside</html></sequential></chapter>
        <sequential><vertical><html>Lost</html></vertical></sequential>
        <chapter><vertical><problem/><video/></vertical><sequential><html>Direct</html>
        <vertical><html visible_to_staff_only="true">For staff</html></vertical>
        <vertical><split_test><vertical><html>One</html></vertical></split_test></vertical>
        </sequential></chapter></course>"""
    return files


def course_named_outside():
    return Path(os.environ["PAYUNG_TEST_OLX_COURSE"]).read_bytes()


def archive_of(course):
    files = course()
    return files if isinstance(files, bytes) else pack_archive(files)


COURSES = [
    studio_course,
    pytest.param(course_of_samples, marks=OTHERS_ONLY),
    course_with_odd_places,
]
if "PAYUNG_TEST_OLX_COURSE" in os.environ:
    COURSES.append(course_named_outside)


@pytest.mark.parametrize("course", COURSES)
def test_an_independent_reader_counts_the_same(read, course):
    archive = archive_of(course)
    counted, imported = survey(archive), read(archive, code=CODE)
    content, report = imported.content, imported.report

    tally = defaultdict(Counter, {kind: Counter(row) for kind, row in report.tally.items()})
    static = tally.pop("static", Counter())
    assert {kind: row.total() for kind, row in tally.items()} == counted.total
    assert Counter({kind: row["left-out"] for kind, row in tally.items()}) == counted.left_out
    assert static.total() == counted.static
    assert len(content.files) == static["same"]

    lessons = [lesson for module in content.modules for lesson in module.lessons]
    assert len(content.modules) == counted.shown["chapter"]
    assert len(lessons) == counted.shown["sequential"]
    assert tally["html"]["changed"] == counted.shown["html"]
    assert tally["video"]["changed"] == counted.spoken
    blocks = counted.shown.total() - sum(counted.shown[part] for part in STRUCTURE)
    practice = sum(remark.code == "problem-as-practice" for remark in report.remarks)
    assert sum(len(lesson.units) for lesson in lessons) == blocks - practice

    names = Counter(remark.code for remark in report.remarks)
    assert names["staff-only"] == len(counted.hidden)
    pages = {remark.name for remark in report.remarks if remark.code in ABOUT}
    assert pages == counted.pages
    assert sum(r.count for r in report.remarks if r.code == "draft") == counted.drafts


@OTHERS_ONLY
def test_samples_of_other_authors_are_kept_whole(read):
    counted = survey(archive_of(course_of_samples))
    assert counted.shown["freetextresponse"] > len(SAMPLES)
    assert {"problem-builder", "submit-and-compare"} <= set(counted.total)
    tally = read(archive_of(course_of_samples), code=CODE).report.tally
    assert tally["problem-builder"] == {"kept": counted.total["problem-builder"]}
