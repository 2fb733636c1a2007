"""Each template has a name of its own: of two with one name Jinja renders one, and not the other.

The folders of all blueprints are searched as one.
"""

from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[3] / "lms"


def test_no_two_templates_have_one_name():
    folders = [folder for folder in ROOT.rglob("templates") if folder.is_dir()]
    by_name = defaultdict(list)
    for folder in folders:
        for path in filter(Path.is_file, folder.rglob("*")):
            by_name[path.relative_to(folder).as_posix()].append(path)
    assert len(by_name) > 200

    twins = {
        name: [path.relative_to(ROOT).as_posix() for path in paths]
        for name, paths in by_name.items()
        if len(paths) > 1
    }

    assert twins == {}
