"""An invented learner who takes the course over HTTP without scripts."""

import re
import secrets
from collections.abc import Iterator
from html import unescape
from http import HTTPStatus

from courses.course_files.model import CourseFiles
from lms.cli.demo.form_browser import Choice, Form, FormBrowser, Page

COURSE = "/courses/POESA-EL"
MAX_SCENARIO_LENGTH = MAX_STEP_LENGTH = 60
TAGS = re.compile(r"<[^>]*>")
ANSWERS = re.compile(r"/units/[^/]+/(choose|sort|order|match|answer|vote|keep|write)$")
STAYS = re.compile(r"/(vote|keep|write)$")  # forms that are still on the page afterwards
MAX_PLAN_PARTS = 20
NAME = "Sekar Wulandari (contoh)"
PLAN = {
    "problem": "Banyak wali belum tahu ke mana meminta bantuan.",
    "goal-what": "Wali mengenal tiga kanal bantuan",
    "goal-whom": "40 wali murid",
    "goal-until": "Maret 2027",
    "indicator": "Daftar hadir tanpa nama anak, dan lima pertanyaan singkat.",
    "self_care": "Bergiliran memandu dan rehat bersama.",
}
ACTIVITY = {
    "what": "Sesi orang tua",
    "audience": "wali murid",
    "people": "20",
    "date": "2027-01-15",
    "partners": "UPTD PPA",
    "responsible": "Tim sekolah",
}


class DemoLearner:
    """Takes the answers to test items, decisions and scenarios from the course files."""

    def __init__(self, origin: str, files: CourseFiles) -> None:
        self.browser = FormBrowser(origin)
        self._right = [
            (_letters(item["stem_id"]), option["text_id"].strip())
            for item in files.items["single_best"]
            for option in item["options"]
            if option["correct"]
        ]
        self._points = {_letters(text): points for text, points in _decisions(files)}
        completion = files.meta.completion
        codes = dict.fromkeys((*completion.scenarios_one_of, *(s.id for s in files.scenarios)))
        self.scenario_codes = tuple(codes)[: completion.scenarios_required]

    def sign_up(self) -> None:
        form = self.browser.get("/sign-up").form("/sign-up")
        values: dict[str, str | list[str]] = {
            "name": NAME,
            "contact": f"sekar.{secrets.token_hex(4)}@contoh.id",
            "password": secrets.token_urlsafe(16),
            "audience": "teacher",
            "province": "53",
            "consent_learning": "y",
        }
        self._require_url(self.browser.submit(form, values), "/home")

    def join(self) -> None:
        """Join the course, unless signing up did, as it does where one course is open."""
        page = self.browser.get(COURSE)
        form = next((form for form in page.forms if form.action.endswith("/join")), None)
        self._require_url(self.browser.submit(form, {}) if form else page, COURSE)

    def rate_confidence(self, when: str, *, level: int) -> None:
        page = self._begin(f"self-efficacy-{when}")
        form = page.form("/scale")
        values: dict[str, str | list[str]] = {
            choice.name: choice.value
            for choice in form.choices
            if choice.label.startswith(f"{level} ")
        }
        self._submit(self.browser.submit(form, values, button="go"))

    def take_test(self, purpose: str, *, every_nth_blank: int = 0) -> None:
        """Answer one item per page correctly, except every nth, which stays blank."""
        page, number = self._begin(purpose), 0
        while "/items/" in page.url:
            number += 1
            form = page.form("/items/")
            following = str(number + 1)
            has_more = any(value == following for _name, value in form.buttons)
            values: dict[str, str | list[str]] = {"go": following if has_more else "end"}
            if not every_nth_blank or number % every_nth_blank:
                values["answer"] = self._answer(form, page)
            page = self.browser.submit(form, values)
        self._submit(page)

    def read_lessons(self) -> int:
        """Finish all lessons in order and return their number."""
        codes = list(
            dict.fromkeys(
                link.rpartition("/")[2]
                for link in self.browser.get(COURSE).links
                if re.search(r"/lessons/M\d\d-L\d$", link)
            )
        )
        for code in codes:
            page = self._walk_steps(self.browser.get(f"{COURSE}/lessons/{code}"))
            form = next(
                form
                for form in page.forms
                if form.action.endswith("/finish") and "skip" not in dict(form.fields)
            )
            self._require_url(self.browser.submit(form, {}), COURSE)
        return len(codes)

    def _walk_steps(self, page: Page) -> Page:
        """Open the steps of a lesson in order and answer them. Return the last one.

        A lesson without steps is its own page.
        """
        lesson = page.url.partition("/steps/")[0]
        addresses = (link.partition("#")[0] for link in page.links)
        for step in dict.fromkeys(link for link in addresses if f"{lesson}/steps/" in link):
            page = self._answer_step(self.browser.get(step))
        return page

    def _answer_step(self, page: Page) -> Page:
        """Answer the activities of a step to their end."""
        for _ in range(MAX_STEP_LENGTH):
            form = next(filter(_is_open, page.forms), None)
            if form is None:
                return page
            page = self.browser.submit(form, self._step_values(form))
            if page.status >= HTTPStatus.BAD_REQUEST:
                raise LookupError(f"{form.action} was refused with status {page.status}")
            if STAYS.search(form.action):
                return page
        raise LookupError(f"{page.url} has no end")

    def _step_values(self, form: Form) -> dict[str, str | list[str]]:
        """The best button of a decision; the first radio button of each group."""
        if "option" in dict(form.buttons):
            return {"option": self._best_button(form, "option")}
        if form.action.endswith("/proceed"):
            return {"after": dict(form.buttons)["after"]}
        radios = [choice for choice in form.choices if choice.kind == "radio"]
        return {choice.name: choice.value for choice in reversed(radios)}

    def _best_button(self, form: Form, name: str) -> str:
        """The value of the button whose text earns most points in the course files."""
        values = [value for button, value in form.buttons if button == name]
        labels = form.button_labels
        return max(values, key=lambda value: self._points.get(_letters(labels[value]), 0))

    def play_scenarios(self) -> int:
        """Play the required scenarios. Return the number of all choices made."""
        return sum(self._play(code) for code in self.scenario_codes)

    def _play(self, code: str) -> int:
        """Take the best choice on each page to the end. Return the number of choices."""
        page = self.browser.get(f"{COURSE}/scenarios/{code}")
        for steps in range(MAX_SCENARIO_LENGTH):
            form = next((form for form in page.forms if "choice" in dict(form.buttons)), None)
            if form is None:
                return steps
            page = self.browser.submit(form, {"choice": self._best_button(form, "choice")})
            if onward := next((form for form in page.forms if form.action.endswith("/next")), None):
                page = self.browser.submit(onward, {})
        raise LookupError(f"{code} has no end")

    def submit_plan(self) -> None:
        """Fill in the parts of the plan one after another, then submit the plan."""
        page = self.browser.get(f"{COURSE}/plan")
        page = self.browser.get(page.link("/plan/"))
        for _ in range(MAX_PLAN_PARTS):
            if page.url.endswith("/plan"):
                break
            form = page.form("/keep")
            page = self.browser.submit(form, self._part_values(form))
        form = page.form("/keep")
        page = self.browser.submit(form, {"do": "submit"})
        self._require_url(page, f"{COURSE}/plan")

    def certificate_number(self) -> str:
        page = self.browser.get("/certificates")
        match = re.search(r"/certificates/([0-9A-Z-]{16,19})", " ".join(page.links))
        if match is None:
            raise LookupError("the course was completed, but there is no certificate")
        return match[1]

    def _part_values(self, form: Form) -> dict[str, str | list[str]]:
        texts = PLAN | {
            f"activities-{row}-{name}": text for row in range(2) for name, text in ACTIVITY.items()
        }
        values: dict[str, str | list[str]] = {"do": "save"}
        values |= {name: text for name, text in texts.items() if name in form.names()}
        for name in sorted({choice.name for choice in form.choices}):
            values[name] = self._plan_choice(form, name)
        return values

    def _plan_choice(self, form: Form, name: str) -> str | list[str]:
        values = [value for value in form.values_of(name) if value]
        kinds = {choice.kind for choice in form.choices if choice.name == name}
        if name == "province":
            return "53"
        return values if kinds == {"checkbox"} else values[-1]

    def _begin(self, task: str) -> Page:
        page = self.browser.get(f"{COURSE}/assessments/{task}")
        return self.browser.submit(page.form("/assessments/"), {})

    def _answer(self, form: Form, page: Page) -> str:
        """The value of the keyed option. An option may be wrong for another question."""
        shown = _letters(TAGS.sub("", unescape(page.text)))
        keyed = {text for stem, text in self._right if stem in shown}
        options = [choice for choice in form.choices if choice.name == "answer"]
        right = [choice.value for choice in options if _is_one_of(choice, keyed)]
        if not right:
            raise LookupError(f"no option on {page.url} is the keyed one")
        return right[0]

    def _submit(self, page: Page) -> None:
        if "/submit" in page.url:
            page = self.browser.submit(page.form("/submit"), {})
        self._require_url(page, "/result")

    def _require_url(self, page: Page, part: str) -> None:
        if page.status >= HTTPStatus.BAD_REQUEST or part not in page.url:
            raise LookupError(f"expected {part}, came to {page.url} with status {page.status}")


def _is_open(form: Form) -> bool:
    """Whether the form asks for an answer, or leads from a result to the next question."""
    leads_on = form.action.endswith("/proceed") and "after" in dict(form.buttons)
    return leads_on or ANSWERS.search(form.action) is not None


def _decisions(files: CourseFiles) -> Iterator[tuple[str, int]]:
    """Texts of options and choices in lessons and scenarios, with the points that they earn."""
    for lesson in files.lessons:
        for activity in lesson.activities:
            for turn in activity.content.get("turns", ()):
                for option in turn["options"]:
                    yield option["text_id"], int(option["is_best"])
    for scenario in files.scenarios:
        for node in scenario.document["nodes"]:
            for choice in node.get("choices", ()):
                yield choice["text_id"], int(choice["score"])


def _is_one_of(choice: Choice, texts: set[str]) -> bool:
    """Whether the choice has one of these texts; its label begins with the letter of the option."""
    return choice.label in texts or choice.label[2:].strip() in texts


def _letters(text: str) -> str:
    """Letters and digits of a text, for comparison with a page that adds marks and links."""
    return re.sub(r"\W", "", text)
