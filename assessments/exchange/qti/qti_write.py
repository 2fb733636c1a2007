"""Writes a QTI 3.0 package: one file an item, scored by the standard templates. Pure.

https://www.imsglobal.org/spec/qti/v3p0/impl
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element, SubElement

from assessments.exchange.model import LocalizedText, NeutralItem
from assessments.exchange.qti.pictures import insert_pictures
from assessments.exchange.qti.stimulus import IDENTIFIER, SPACE, stimulus
from assessments.exchange.reading import Remark, Written
from assessments.exchange.xml_files import package, serialised

KINDS: Final = (
    "single",
    "multiple",
    "true-false",
    "short-text",
    "number",
    "ordering",
    "matching",
    "categorising",
    "vignette",
)
TEMPLATES: Final = "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates"
MANIFEST: Final = "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1"
TRUTHS: Final = {"id": ("Benar", "Salah"), "en": ("True", "False")}


@dataclass(frozen=True, slots=True)
class Resource:
    """A file of the package with the files that it shows; `case` is the file of its case."""

    name: str
    case: str
    pictures: tuple[str, ...]


def write(items: Sequence[NeutralItem], language: str) -> Written:
    """A number with a tolerance needs scoring of its own, which is no standard template."""
    left_out = [
        Remark("tolerance-not-in-format", item.code, item.tolerance)
        for item in items
        if item.kind == "number" and float(item.tolerance) > 0
    ]
    kept = [item for item in items if item.code not in {one.item for one in left_out}]
    cases = {
        item.code: f"stimuli/stimulus-{place:03d}.xml"
        for place, item in enumerate(kept, start=1)
        if item.kind == "vignette"
    }
    parts: dict[str, bytes] = {}
    resources = []
    for place, item in enumerate(kept, start=1):
        name = cases.get(item.code) or f"items/item-{place:03d}.xml"
        used = cases.get(item.vignette, "")
        root = (
            stimulus(item, f"stimulus-{place:03d}", language)
            if item.code in cases
            else _item(item, f"item-{place:03d}", language, used)
        )
        pictures = insert_pictures(root, item, place, language)
        parts |= {name: serialised(root), **pictures}
        resources.append(Resource(name, used, tuple(pictures)))
    content = package({"imsmanifest.xml": serialised(_manifest(resources)), **parts})
    notes = [Remark("classification-left-out", i.code) for i in kept if i.objective or i.bloom]
    notes += [Remark("scoring-differs", i.code) for i in kept if i.kind == "ordering"]
    return Written(content, tuple(left_out), tuple(notes))


def _manifest(told: Sequence[Resource]) -> Element:
    """Each file of the package, and what it needs beside it."""
    root = Element("manifest", xmlns=MANIFEST, identifier="items")
    metadata = SubElement(root, "metadata")
    SubElement(metadata, "schema").text = "QTI Package"
    SubElement(metadata, "schemaversion").text = "3.0.0"
    SubElement(root, "organizations")
    resources = SubElement(root, "resources")
    identifiers = {one.name: f"resource-{place:03d}" for place, one in enumerate(told, start=1)}
    for one in told:
        kind = "stimulus" if one.name.startswith("stimuli/") else "item"
        resource = SubElement(
            resources,
            "resource",
            identifier=identifiers[one.name],
            type=f"imsqti_{kind}_xmlv3p0",
            href=one.name,
        )
        for name in (one.name, *one.pictures):
            SubElement(resource, "file", href=name)
        if one.case:
            SubElement(resource, "dependency", identifierref=identifiers[one.case])
    return root


def _item(item: NeutralItem, place: str, language: str, used: str) -> Element:
    identifier = item.code if IDENTIFIER.match(item.code) else place
    root = Element(
        "qti-assessment-item",
        {
            "xmlns": SPACE,
            "identifier": identifier,
            "title": item.code,
            "adaptive": "false",
            "time-dependent": "false",
            "xml:lang": language,
        },
    )
    _declare(root, item)
    SubElement(
        root,
        "qti-outcome-declaration",
        {"identifier": "SCORE", "cardinality": "single", "base-type": "float"},
    )
    if any(option.reason.of(language) for option in item.options):
        SubElement(
            root,
            "qti-outcome-declaration",
            {"identifier": "FEEDBACK", "cardinality": "multiple", "base-type": "identifier"},
        )
    if used:
        told = {"identifier": item.vignette, "href": f"../{used}"}
        if not IDENTIFIER.match(item.vignette):
            told["identifier"] = "case"
        SubElement(root, "qti-assessment-stimulus-ref", told)
    body = SubElement(root, "qti-item-body")
    _interaction(body, item, language)
    if item.rationale.of(language):
        block = SubElement(body, "qti-rubric-block", view="author scorer tutor")
        _marked(SubElement(block, "qti-content-body"), "p", item.rationale, language)
    SubElement(root, "qti-response-processing", template=f"{TEMPLATES}/{_template(item)}.xml")
    return root


def _template(item: NeutralItem) -> str:
    by_weight = ("multiple", "short-text", "matching", "categorising")
    return "map_response" if item.kind in by_weight else "match_correct"


def _declare(root: Element, item: NeutralItem) -> None:
    cardinality, base_type = {
        "multiple": ("multiple", "identifier"),
        "ordering": ("ordered", "identifier"),
        "matching": ("multiple", "directedPair"),
        "categorising": ("multiple", "directedPair"),
        "short-text": ("single", "string"),
        "number": ("single", "float"),
    }.get(item.kind, ("single", "identifier"))
    declaration = SubElement(
        root,
        "qti-response-declaration",
        {"identifier": "RESPONSE", "cardinality": cardinality, "base-type": base_type},
    )
    right = _right(item)
    correct = SubElement(declaration, "qti-correct-response")
    for value in right[:1] if item.kind == "short-text" else right:
        SubElement(correct, "qti-value").text = value
    if _template(item) == "map_response":
        _map(declaration, item, right)


def _map(declaration: Element, item: NeutralItem, right: Sequence[str]) -> None:
    mapping = SubElement(declaration, "qti-mapping", {"default-value": "0"})
    share = 1.0 if item.kind == "short-text" else 1 / len(right)
    weights = dict.fromkeys(right, share)
    if item.kind == "multiple":
        mapping.set("lower-bound", "0")
        every = [_choice_id(place) for place in range(len(item.options))]
        weights = {one: share if one in right else -share for one in every}
    for key, weight in weights.items():
        entry = SubElement(
            mapping, "qti-map-entry", {"map-key": key, "mapped-value": f"{weight:.6f}"}
        )
        if item.kind == "short-text":
            entry.set("case-sensitive", str(item.is_case_sensitive).lower())


def _right(item: NeutralItem) -> list[str]:
    if item.kind == "true-false":
        return [str(item.is_true).lower()]
    if item.kind == "number":
        return [item.number]
    if item.kind == "short-text":
        return list(item.answers)
    if item.kind == "ordering":
        return [_choice_id(place) for place in range(len(item.steps))]
    if item.pairs:
        groups = _groups(item)
        return [f"L{n} {groups[pair.right]}" for n, pair in enumerate(item.pairs, start=1)]
    return [_choice_id(place) for place, option in enumerate(item.options) if option.is_right]


def _choice_id(place: int) -> str:
    return f"C{place + 1}"


def _groups(item: NeutralItem) -> dict[LocalizedText, str]:
    rights = dict.fromkeys(pair.right for pair in item.pairs)
    return {right: f"R{place}" for place, right in enumerate(rights, start=1)}


def _interaction(body: Element, item: NeutralItem, language: str) -> None:
    if item.kind in ("short-text", "number"):
        _marked(body, "p", item.stem, language)
        line = SubElement(body, "p")
        SubElement(line, "qti-text-entry-interaction", {"response-identifier": "RESPONSE"})
    elif item.pairs:
        _match(body, item, language)
    elif item.is_dropdown and not item.pictures:  # a list shows texts alone
        _marked(body, "p", item.stem, language)
        field = SubElement(
            SubElement(body, "p"),
            "qti-inline-choice-interaction",
            {"response-identifier": "RESPONSE", "shuffle": "true"},
        )
        _choices(field, "qti-inline-choice", item, language)
    else:
        name = "order" if item.kind == "ordering" else "choice"
        asked = {"response-identifier": "RESPONSE", "shuffle": "true"}
        if name == "choice":
            asked["max-choices"] = "0" if item.kind == "multiple" else "1"
        field = SubElement(body, f"qti-{name}-interaction", asked)
        _marked(field, "qti-prompt", item.stem, language)
        _choices(field, "qti-simple-choice", item, language)


def _choices(field: Element, name: str, item: NeutralItem, language: str) -> None:
    if item.kind == "true-false":
        for value, said in zip(("true", "false"), TRUTHS[language], strict=True):
            SubElement(field, name, identifier=value).text = said
        return
    for place, text in enumerate([*item.steps, *(option.text for option in item.options)]):
        choice = _marked(field, name, text, language)
        choice.set("identifier", _choice_id(place))
        reason = item.options[place].reason if item.options else LocalizedText()
        if reason.of(language):
            feedback = _marked(choice, "qti-feedback-inline", reason, language)
            feedback.set("outcome-identifier", "FEEDBACK")
            feedback.set("identifier", _choice_id(place))
            feedback.set("show-hide", "show")


def _match(body: Element, item: NeutralItem, language: str) -> None:
    field = SubElement(
        body,
        "qti-match-interaction",
        {
            "response-identifier": "RESPONSE",
            "shuffle": "true",
            "max-associations": str(len(item.pairs)),
        },
    )
    _marked(field, "qti-prompt", item.stem, language)
    lefts, rights = (SubElement(field, "qti-simple-match-set") for _side in range(2))
    for place, pair in enumerate(item.pairs, start=1):
        one = _marked(lefts, "qti-simple-associable-choice", pair.left, language)
        one.attrib |= {"identifier": f"L{place}", "match-max": "1"}
    most = "0" if item.kind == "categorising" else "1"
    for right, identifier in _groups(item).items():
        one = _marked(rights, "qti-simple-associable-choice", right, language)
        one.attrib |= {"identifier": identifier, "match-max": most}


def _marked(parent: Element, name: str, text: LocalizedText, language: str) -> Element:
    """Text with line breaks as elements."""
    element = SubElement(parent, name)
    first, *more = text.of(language).split("\n")
    element.text = first
    for line in more:
        SubElement(element, "br").tail = line
    return element
