"""Frozen dataclasses of a course, read from its folder.

    files = read_course(Path("courses/content/poesa-el"))
    files.meta.code                      # "POESA-EL"
    files.meta.completion.post_test_min  # 75
    for module in files.modules:         # in order
        for lesson in module.lessons:    # in order
            lesson.code, lesson.minutes, lesson.content_warning  # "M01-L1", 7, 0
            for unit in lesson.units:    # in the order of the page
                unit.key, unit.block_type  # ("text", "text"), ("a1", "cards") ...
                in_language(unit.content, "id")

Mappings (`Unit.content`, `Scenario.document`, `plan_template`, `items`) keep the structure of the
YAML: a text is a pair of keys `label_id`, `label_en`, which `in_language` replaces by one key
`label`. They hold JSON values only and must not be changed.

Contents of a unit by block type (every text is a pair, after `in_language` one key):

- text         {markdown}                       the lesson; facts are cited as [F76]
- picture      {svg, alt}                       inline SVG with title and description
- role         {cso, teacher, patbm}            one sentence per audience
- cards        {cards: [{front, back, note?}]}
- sorting      {groups: [{id, label, tone?}], items: [{id, text, fits: [group id, ...],
                harmful?: [group id, ...], explanation}]}   harmful: it endangers somebody there
- ordering     {steps: [{id, text, explanation?}]}   listed in the right order
- matching     {pairs: [{id, left, right, explanation?}]}
- role-tasks   {cso, teacher, patbm}            one task per audience, in the takeaway step
- choices      {turns: [{id, text, options: [{id, text, is_best, is_harmful?,
                feedback}]}]}
- checklist    {items: [{id, text, hint?}], levels?: [{id, label}], is_stored,
                note?: {label, hint?, max_length}}   with levels, learners choose one per item
- reflection   {prompts: [{id, label, hint?, max_length}]}   private, encrypted, never scored
- steps        {steps: [{title, text, svg?, alt?}]}   a reading in steps: timeline, picture story
- poll         {options: [{id, text}], fewest?}    no wrong options; shares by rounds of votes
- contact-card {helplines: [helpline id, ...]}
- glossary     {terms: [term, ...]}
- certificate-status {}                         progress towards the certificate
- layered-map  {layers: [{id, label, text?, places: [{label, text?, x?, y?}]}], outline?, width?,
                height?}                        outline is SVG path data
- chart        {series: [{id, label}], rows: [{label, values: {series id: figure}}], unit?, source?}
- kits         {kits: [kit id, ...], note?}
- action-plan  {}                               the form is `CourseFiles.plan_template`
- assessment   {purpose: "post"}                links to the test and the self-efficacy scale
- xblock       {block, fields?, children?: [{block, fields?, children?}]}   a third-party block
- check        {module, item_ids: [...]}        last unit of a module's last lesson

An activity (cards ... assessment) also has `title` and `instruction` in its content, and may have
`after`, a text for the end. Texts are plain, but may cite facts as [F76], as the lesson does.
A scenario is not a unit of a lesson; `Module.scenario_ids` lists those of a module.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal

from courses.course_files.steps.lesson_steps import LessonStep
from courses.course_files.two_languages import TextLists, Texts
from courses.json_types import JsonMapping

AUDIENCES: Final = ("cso", "teacher", "patbm")

Confidence = Literal["A", "B", "C", "X"]
PlanRule = Literal["submitted", "approved"]


@dataclass(frozen=True, slots=True)
class Completion:
    """Requirements for completion, besides all lessons done or skipped."""

    post_test_min: int
    scenarios_required: int
    is_plan_required: bool
    plan_without_facilitator: PlanRule
    plan_with_facilitator: PlanRule
    follow_up_months: tuple[int, ...]
    scenario_min_percent: int | None = None  # of the points of one playing
    scenarios_one_of: tuple[str, ...] = ()  # at least one of these; empty: any


@dataclass(frozen=True, slots=True)
class AlignmentEntry:
    """An entry of an external framework with which the course is aligned."""

    name: Texts
    url: str
    framework: str
    code: str


@dataclass(frozen=True, slots=True)
class CertificateRules:
    """Facts for the certificate; `criteria` is None if derived from the completion rules."""

    hours: int
    valid_years: int
    distinction_min: int | None
    levels: Mapping[str, Texts]
    criteria: Texts | None = None
    alignments: tuple[AlignmentEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class CourseMeta:
    """The content of course.yaml.

    `changes` is one sentence on what is new against the version before, None if there is none.
    """

    code: str
    title: Texts
    summary: Texts
    version: str
    as_of: date
    languages: tuple[str, ...]
    audiences: tuple[str, ...]
    completion: Completion
    certificate: CertificateRules
    assessments: Mapping[str, JsonMapping] = field(default_factory=dict)  # by assessment task
    changes: Texts | None = None


@dataclass(frozen=True, slots=True)
class Objective:
    """A learning objective with its level in Bloom's taxonomy."""

    id: str
    bloom: str
    text: Texts


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing or a diagram; `courses.pictures.lesson_picture` renders both as SVG."""

    alt: Texts
    brief: Texts
    diagram: JsonMapping | None
    drawing: str | None


@dataclass(frozen=True, slots=True)
class Activity:
    """An activity of a lesson. `planned` names a richer block that does not exist yet."""

    id: str
    kind: str
    title: Texts
    instruction: Texts
    planned: str | None
    review_status: str
    content: JsonMapping


@dataclass(frozen=True, slots=True)
class Unit:
    """A block of a lesson's page."""

    key: str
    block_type: str
    content: JsonMapping


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson with its units in page order; `content_warning` is 0 to 2.

    Without steps it is one page. `role_tasks` has a task for each audience and belongs to steps.
    """

    code: str
    title: Texts
    minutes: int
    content_warning: int
    objectives: tuple[Objective, ...]
    key_messages: TextLists
    role_variants: Mapping[str, Texts]
    sources: tuple[str, ...]
    activities: tuple[Activity, ...]
    picture: Picture
    body: Texts
    review_status: str
    units: tuple[Unit, ...] = ()
    steps: tuple[LessonStep, ...] = ()
    role_tasks: Mapping[str, Texts] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Module:
    """A module with its lessons; `day` is the day of the course."""

    code: str
    day: int
    title: Texts
    lessons: tuple[Lesson, ...]
    scenario_ids: tuple[str, ...] = ()
    practice_item_ids: tuple[str, ...] = ()

    @property
    def minutes(self) -> int:
        return sum(lesson.minutes for lesson in self.lessons)


@dataclass(frozen=True, slots=True)
class Scenario:
    """A branching scenario; `document` holds start, nodes, choices and scores as written."""

    id: str
    module: str
    title: Texts
    note: Texts
    audiences: tuple[str, ...]
    objective_ids: tuple[str, ...]
    minutes: int
    content_warning: int
    review_status: str
    document: JsonMapping


@dataclass(frozen=True, slots=True)
class Kit:
    """A printable Markdown page."""

    id: str
    title: Texts
    summary: Texts
    body: Texts
    review_status: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A statement with its source. `as_of` is the date of the source, as precise as known.

    `source_en` is the source for English pages, None if `source` reads the same in both languages.
    """

    id: str
    topic: str
    claim: Texts
    source: str
    url: str | None
    as_of: str
    confidence: Confidence
    source_en: str | None = None


@dataclass(frozen=True, slots=True)
class GlossaryEntry:
    """A glossary entry with the fact that supports it."""

    term: str
    name: Texts
    definition: Texts
    usage: str
    fact_id: str | None


@dataclass(frozen=True, slots=True)
class Helpline:
    """A helpline. `province_code` is None for national ones."""

    id: str
    name: Texts
    purpose: Texts
    hours: Texts | None
    phone: str | None
    whatsapp: str | None
    website: str | None
    caution: Texts | None
    province_code: str | None
    need: str
    is_in_bar: bool
    fact_id: str
    confidence: Confidence
    source_as_of: str
    checked_on: date
    is_called: bool


@dataclass(frozen=True, slots=True)
class Province:
    """A province with its code and time zone."""

    code: str
    name: Texts
    zone: str
    time_zone: str


@dataclass(frozen=True, slots=True)
class CourseFiles:
    """A complete course without problems."""

    meta: CourseMeta
    modules: tuple[Module, ...]
    scenarios: tuple[Scenario, ...]
    kits: tuple[Kit, ...]
    plan_template: JsonMapping
    items: JsonMapping
    facts: Mapping[str, Fact]
    glossary: tuple[GlossaryEntry, ...]
    helplines: tuple[Helpline, ...]
    provinces: tuple[Province, ...]
    content_hash: str
    lessons: tuple[Lesson, ...] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        lessons = tuple(lesson for module in self.modules for lesson in module.lessons)
        object.__setattr__(self, "lessons", lessons)
