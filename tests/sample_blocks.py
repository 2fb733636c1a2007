"""Blocks as somebody else might write them. `install` puts them where the program finds them.

Only the copy that is installed is ever imported, under the name `others_blocks`.
"""

import shutil
import time
from pathlib import Path

from lxml.etree import SubElement
from web_fragments.fragment import Fragment
from webob import Response
from xblock.core import XBlock, XBlockAside
from xblock.fields import Dict, Integer, List, Scope, String
from xblock.reference.plugins import Filesystem

ENTRY_POINTS = {
    "others_vote": "VoteBlock",
    "others_window": "WindowBlock",
    "others_trouble": "TroubleBlock",
    "others_group": "GroupBlock",
    "others_files": "FilesBlock",
    "others_story": "StoryBlock",
    "others_greedy": "GreedyBlock",
    "others_broken": "NoSuchBlock",
}
ASIDES = {"others_note": "NoteAside", "others_bad_note": "BadAside"}
METADATA = """Metadata-Version: 2.1
Name: others-blocks
Version: 1.2
Summary: Blocks of somebody else
License: MIT
Requires-Dist: web-fragments>=4
"""
INITIALISE = (
    "function VoteBlock(runtime, element, given) {"
    " const url = runtime.handlerUrl(element, 'vote', 'yes');"
    " const show = (told) => $('output', element).text(told.tally.yes);"
    " $('button', element).on('click', () => $.post(url, '{}', show));"
    " $(element).append($('<p class=init>').text('</script> ready: ' + given.closing)); }"
)


def install(folder: Path) -> str:
    """Make a distribution of this module in a folder; gives the folder for the path."""
    shutil.copy(__file__, folder / "others_blocks.py")
    (folder / "public").mkdir()
    (folder / "public" / "page.html").write_text("<script src='x.js'></script>")
    about = folder / "others_blocks-1.2.dist-info"
    about.mkdir()
    (about / "METADATA").write_text(METADATA)
    lines = []
    for group, points in {"xblock.v1": ENTRY_POINTS, "xblock_asides.v1": ASIDES}.items():
        lines += [f"[{group}]", *(f"{name} = others_blocks:{cls}" for name, cls in points.items())]
    (about / "entry_points.txt").write_text("\n".join([*lines, ""]))
    return str(folder)


@XBlock.wants("user")
class VoteBlock(XBlock):
    """A question with a tally that all share."""

    question = String(scope=Scope.content, default="?")
    own = Integer(scope=Scope.user_state, default=0)
    tally = Dict(scope=Scope.user_state_summary, default={})

    @classmethod
    def open_local_resource(cls, uri):
        return (Path(__file__).parent / uri).open("rb")

    def student_view(self, context=None):
        seen = self.tally.get("yes", 0)
        staff = self.runtime.service(self, "user").get_current_user().opt_attrs
        html = f"<h3>{self.question}</h3><button>Yes</button><output>{seen}</output>"
        closed = "</div>"  # once too often, as HTML of blocks does
        fragment = Fragment(f"{html}<i>{staff['edx-platform.user_is_staff']}</i>{closed}")
        fragment.add_javascript(INITIALISE)
        fragment.add_css_url("https://elsewhere.example/letters.css")
        fragment.initialize_js("VoteBlock", {"closing": "</script>"})
        return fragment

    def studio_view(self, context=None):
        return Fragment(f"<p>form of the author: {self.question}</p>")

    @XBlock.json_handler
    def vote(self, data, suffix=""):
        self.own += 1
        self.tally = {**self.tally, suffix: self.tally.get(suffix, 0) + 1}
        self.runtime.publish(self, "grade", {"value": 1, "max_value": 1})
        return {"tally": self.tally, "own": self.own}

    @XBlock.json_handler
    def studio_submit(self, data, suffix=""):
        self.question = "defaced"
        return {}

    @XBlock.json_handler
    def rewrite(self, data, suffix=""):
        self.question = "defaced"
        return {}


@XBlock.needs("rebind_user")
class WindowBlock(XBlock):
    """A page by others in a frame, with a service that only another host has."""

    def student_view(self, context=None):
        return Fragment('<iframe title="tool" src="https://tool.example/start"></iframe>')


class GroupBlock(XBlock):
    """Shows what stands inside it."""

    has_children = True

    def student_view(self, context=None):
        shown = Fragment("<div class=group>")
        for child in self.runtime.render_children(self, "student_view", context):
            shown.add_fragment_resources(child)
            shown.add_content(child.content)
        shown.add_content("</div>")
        return shown

    def studio_view(self, context=None):
        """Its form is a program of its own elsewhere."""
        raise NotImplementedError


class StoryBlock(XBlock):
    """Reads and writes its lines as elements of its own, and says one thing in no XML."""

    lines = List(scope=Scope.content, default=[])
    unsaid = String(scope=Scope.content, default="")

    @classmethod
    def parse_xml(cls, node, runtime, keys):
        block = runtime.construct_xblock_from_class(cls, keys)
        block.lines = [line.text or "" for line in node.iter("line")]
        return block

    def studio_view(self, context=None):
        """Lists what was set, as forms for all settings do."""
        facts = [self.runtime.get_field_provenance(self, one) for one in self.fields.values()]
        return Fragment(f"<pre>{facts}</pre>")

    def add_xml_to_node(self, node):
        node.tag = self.scope_ids.block_type
        for text in self.lines:
            SubElement(node, "line").text = text


class TroubleBlock(XBlock):
    """Does what no block should."""

    trouble = String(scope=Scope.content, default="")
    kept = String(scope=Scope.user_state, default="")
    box = Dict(scope=Scope.user_state, default={})

    def student_view(self, context=None):
        self.kept = "lost"
        return Fragment(self._cause(self.trouble))

    @XBlock.handler
    def cause(self, request, suffix=""):
        self.kept = "lost"
        told = self._cause(suffix)
        return told if isinstance(told, Response) else Response(told)

    @XBlock.handler
    def remember(self, request, suffix=""):
        before, self.kept = self.kept, suffix
        return Response(before)

    def _cause(self, trouble):
        if trouble == "raise":
            raise ZeroDivisionError
        if trouble == "hang":
            time.sleep(2)
        if trouble == "endless":
            return Response(app_iter=iter(lambda: b"x" * 100_000, None))
        if trouble == "set":
            self.box = {"inside": {"no", "JSON"}}
        if trouble == "look":
            from lms.extensions import db

            return str(db.session().in_transaction())
        if trouble == "keep":
            self.kept = "x" * 500_000
        return "x" * (10_000_000 if trouble == "large" else 1)


class GreedyBlock(XBlock):
    """Wants two gigabytes of memory, which it asks for and does not touch."""

    def student_view(self, context=None):
        return Fragment(f"<p>{len(bytes(2 * 1024**3))}</p>")

    @XBlock.handler
    def ask(self, request, suffix=""):
        return Response(f"{len(bytes(2 * 1024**3))}")


class FilesBlock(XBlock):
    """Keeps files: some for one learner, some for all; and tries to keep some in the course."""

    own = Filesystem(scope=Scope.user_state)
    common = Filesystem(scope=Scope.user_state_summary)
    of_course = Filesystem(scope=Scope.content)

    def student_view(self, context=None):
        return Fragment(f'<img src="{self.common.get_url("/in/one.png")}">')

    @XBlock.handler
    def put(self, request, suffix=""):
        files = getattr(self, suffix)
        files.makedirs("in", recreate=True)
        with files.open("in/one.png", "wb") as file:
            file.write(request.body)
        return Response(str(len(request.body)))

    @XBlock.handler
    def take(self, request, suffix=""):
        files = getattr(self, suffix)
        return Response(files.readbytes("in/one.png") if files.exists("in/one.png") else b"none")

    @XBlock.handler
    def upload(self, request, suffix=""):
        file = request.POST["file"].file
        start, _none = file.read(3), request.POST["file"].file.seek(0)
        kind = f"{file} {file.name} {file.content_type} {file.size} {request.POST['word']}"
        return Response(f"{kind} {start.decode()} {len(file.read())}")

    @XBlock.handler
    def drop(self, request, suffix=""):
        getattr(self, suffix).remove("in/one.png")
        return Response("gone")


class NoteAside(XBlockAside):
    """Keeps what a learner notes beside a block."""

    note = String(scope=Scope.user_state, default="")
    word = String(scope=Scope.content, default="Note")

    @XBlockAside.aside_for("student_view")
    def beside(self, block, context=None):
        url = self.runtime.handler_url(self, "keep")
        return Fragment(f'<p class=note data-url="{url}">{self.word}: {self.note}</p>')

    @XBlock.json_handler
    def keep(self, data, suffix=""):
        self.note = data["note"]
        self.runtime.publish(self, "grade", {"value": 1, "max_value": 1})
        return {"kept": self.note}

    @XBlock.json_handler
    def rewrite(self, data, suffix=""):
        self.word = "defaced"
        return {}


class BadAside(XBlockAside):
    """Raises wherever it is asked."""

    @XBlockAside.aside_for("student_view")
    def beside(self, block, context=None):
        raise ZeroDivisionError
