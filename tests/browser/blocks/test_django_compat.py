"""A block of years ago, with the Django of today: in a process of its own, as it is loaded."""

import subprocess
import sys
from os import environ, pathsep

from tests.browser.blocks.test_blocks_of_the_index import OTHERS

SOURCE = """
from django.conf.urls import url
from django.utils.encoding import force_text, python_2_unicode_compatible, smart_text
from django.utils.http import urlquote, urlunquote
from django.utils.timezone import utc
from django.utils.translation import ugettext_lazy as _
from django.utils import translation
from xblock.core import XBlock


@python_2_unicode_compatible
class OldBlock(XBlock):
    told = [force_text(b"a"), smart_text("b"), urlquote("c d"), urlunquote("e%20f"), str(utc)]

    def student_view(self, context=None):
        return str(_("Save")), translation.ungettext("one", "many", 2)
"""
SHOW = """
from courses.block_host.third_party.installed_blocks import load_third_party_class
block = load_third_party_class("others_old")
print(*block.told, *block.student_view(None))
"""


def test_names_that_django_took_away_are_there(tmp_path):
    assert OTHERS.exists(), "run ./test --area browser once: it makes the environment of the blocks"
    (tmp_path / "others_old.py").write_text(SOURCE)
    about = tmp_path / "others_old-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: others-old\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text("[xblock.v1]\nothers_old = others_old:OldBlock\n")
    path = pathsep.join([str(tmp_path), str(OTHERS), *sys.path])
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", SHOW],
        env={"PYTHONPATH": path, "PATH": environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.stderr == ""
    assert done.stdout.strip() == "a b c%20d e f UTC Save many"
