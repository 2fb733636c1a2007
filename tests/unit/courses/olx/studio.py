"""A course in the form of an export of Studio, and a reader of archives that shares no code."""

import json
from collections import Counter

from defusedxml.ElementTree import fromstring

POLICY = {
    "course/2026": {
        "display_name": "Safe online",
        "language": "en",
        "start": "2026-01-05T00:00:00Z",
        "course_image": "cover.png",
        "tabs": [{"type": "static_tab", "name": "Syllabus", "url_slug": "syl"}],
        "advanced_modules": [],
    },
    "sequential/5e7a": {"display_name": "Grooming", "due": "2026-02-01T00:00:00Z"},
    "static_tab/syl": {"name": "Syllabus"},
}
GRADING = {
    "GRADER": [
        {"type": "Homework", "weight": 0.4, "min_count": 2, "drop_count": 0},
        {"type": "Final Exam", "weight": 0.6, "min_count": 1, "drop_count": 0},
    ],
    "GRADE_CUTOFFS": {"Pass": 0.7},
}
CHOICE = """<problem display_name="Who asks?" max_attempts="2" weight="3.0" showanswer="never"
 markdown="&gt;&gt;Who?&lt;&lt;">
  <multiplechoiceresponse>
    <label>Who asks for secrets?</label>
    <choicegroup type="MultipleChoice">
      <choice correct="true">A groomer</choice>
      <choice correct="false">A teacher</choice>
    </choicegroup>
  </multiplechoiceresponse>
</problem>"""


def studio_course() -> dict[str, bytes]:
    """Files by name. Two sequentials, six verticals (one of staff, one empty), a draft."""
    texts = {
        "course.xml": '<course url_name="2026" org="Org" course="SAFE1"/>',
        "course/2026.xml": '<course cert_html_view_enabled="true">\n  <chapter url_name="c4"/>\n'
        '  <wiki slug="Org.SAFE1.2026"/>\n</course>',
        "chapter/c4.xml": '<chapter display_name="Week 1">\n  <sequential url_name="5e7a"/>\n'
        '  <sequential url_name="77aa"/>\n</chapter>',
        "sequential/5e7a.xml": '<sequential format="Homework" graded="true">\n'
        '  <vertical url_name="ab01"/>\n  <vertical url_name="ab02"/>\n'
        '  <vertical url_name="ab03"/>\n  <vertical url_name="ab04"/>\n</sequential>',
        "sequential/77aa.xml": '<sequential display_name="Talk" graded="false">\n'
        '  <vertical url_name="ab05"/>\n  <vertical url_name="ab06"/>\n</sequential>',
        "vertical/ab01.xml": '<vertical display_name="What it is">\n  <html url_name="h1"/>\n'
        '  <video url_name="v1"/>\n</vertical>',
        "vertical/ab02.xml": '<vertical display_name="Try it" due="2026-01-20T00:00:00Z">\n'
        '  <problem url_name="p1"/>\n  <problem url_name="p2"/>\n</vertical>',
        "vertical/ab03.xml": '<vertical display_name="Notes" visible_to_staff_only="true">\n'
        '  <html url_name="h2"/>\n</vertical>',
        "vertical/ab04.xml": '<vertical display_name="Coming soon"/>',
        "vertical/ab05.xml": '<vertical display_name="Discuss">\n  <discussion url_name="d1"/>\n'
        "</vertical>",
        "vertical/ab06.xml": '<vertical display_name="Watch">\n  <video url_name="v2"/>\n'
        '  <html url_name="h3"/>\n</vertical>',
        "html/h1.xml": '<html filename="h1" display_name="Text" editor="visual"/>',
        "html/h1.html": "<p>Grooming takes <b>weeks</b>.</p>",
        "html/h2.xml": '<html filename="h2" display_name="For staff"/>',
        "html/h2.html": "<p>Answers</p>",
        "html/h3.xml": '<html filename="h3" display_name="Frame"/>',
        "html/h3.html": '<p>See</p><iframe src="https://example.org/game"></iframe>',
        "video/v1.xml": '<video display_name="Film" youtube="1.00:abc" download_video="false">'
        '<transcript language="en" src="film.srt"/></video>',
        "video/v2.xml": '<video display_name="No words" youtube="1.00:def"/>',
        "problem/p1.xml": CHOICE,
        "problem/p2.xml": '<problem display_name="Draw"><schematicresponse/></problem>',
        "discussion/d1.xml": '<discussion discussion_category="Week 1" discussion_target="Talk"/>',
        "static/film.srt": "1\n00:00:01,000 --> 00:00:02,000\nHello there.\n",
        "policies/2026/policy.json": json.dumps(POLICY),
        "policies/2026/grading_policy.json": json.dumps(GRADING),
        "policies/assets.json": "{}",
        "about/short_description.html": "<p>How children stay safe &amp; well.</p>",
        "about/overview.html": "<section><h2>About</h2></section>",
        "about/effort.html": "",
        "info/updates.html": "<ol><li>Welcome</li></ol>",
        "tabs/syl.html": "<p>Weeks</p>",
        "drafts/vertical/d9.xml": '<vertical display_name="Not ready" parent_url="x"/>',
        "drafts/html/dh.xml": '<html display_name="Draft text" filename="dh"/>',
        "drafts/html/dh.html": "<p>Soon</p>",
    }
    return {name: text.encode() for name, text in texts.items()}


def count_elements(files: dict[str, bytes]) -> Counter[str]:
    """Chapters, sequentials, verticals and the blocks in verticals, hidden ones too."""
    counts: Counter[str] = Counter()
    pending = [fromstring(files["course.xml"])]
    while pending:
        node = pending.pop()
        pointed = files.get(f"{node.tag}/{node.get('url_name', '')}.xml")
        if pointed is not None and len(node) == 0:
            node = fromstring(pointed)
        if node.tag != "course":
            counts[node.tag] += 1
        if node.tag in ("course", "chapter", "sequential", "vertical"):
            pending.extend(node)
    return counts
