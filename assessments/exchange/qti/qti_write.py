"""Writer of QTI 3.0 packages: one file per item, scored by the standard templates. Pure.

https://www.imsglobal.org/spec/qti/v3p0/impl
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element, SubElement

from assessments.exchange.model import LocalizedText, NeutralItem
from assessments.exchange.qti.pictures import insert_pictures
from assessments.exchange.qti.stimulus import IDENTIFIER, SPACE, build_stimulus
from assessments.exchange.reading import Remark, Written
from assessments.exchange.xml_files import pack_files, serialise

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
    """A file of the package with its pictures; `case` is the name of the file of its case."""

    name: str
    case: str
    pictures: tuple[str, ...]


def write(items: Sequence[NeutralItem], language: str) -> Written:
    """Write items as a QTI 3.0 package in one language.

    A number with a tolerance is skipped: no standard template scores it.
    """
    skipped = [
        Remark("tolerance-not-in-format", item.code, item.tolerance)
        for item in items
        if item.kind == "number" and float(item.tolerance) > 0
    ]
    skipped_codes = {remark.item for remark in skipped}
    writable = [item for item in items if item.code not in skipped_codes]
    cases = {
        item.code: f"stimuli/stimulus-{number:03d}.xml"
        for number, item in enumerate(writable, start=1)
        if item.kind == "vignette"
    }
    parts: dict[str, bytes] = {}
    resources = []
    for number, item in enumerate(writable, start=1):
        name = cases.get(item.code) or f"items/item-{number:03d}.xml"
        case = cases.get(item.vignette, "")
        root = (
            build_stimulus(item, f"stimulus-{number:03d}", language)
            if item.code in cases
            else _item(item, f"item-{number:03d}", language, case)
        )
        pictures = insert_pictures(root, item, number, language)
        parts |= {name: serialise(root), **pictures}
        resources.append(Resource(name, case, tuple(pictures)))
    content = pack_files({"imsmanifest.xml": serialise(_manifest(resources)), **parts})
    notes = [Remark("classification-left-out", i.code) for i in writable if i.objective or i.bloom]
    notes += [Remark("scoring-differs", i.code) for i in writable if i.kind == "ordering"]
    return Written(content, tuple(skipped), tuple(notes))


def _manifest(listed: Sequence[Resource]) -> Element:
    """Return the manifest: each file of the package with its dependencies."""
    root = Element("manifest", xmlns=MANIFEST, identifier="items")
    metadata = SubElement(root, "metadata")
    SubElement(metadata, "schema").text = "QTI Package"
    SubElement(metadata, "schemaversion").text = "3.0.0"
    SubElement(root, "organizations")
    resources = SubElement(root, "resources")
    identifiers = {r.name: f"resource-{number:03d}" for number, r in enumerate(listed, start=1)}
    for resource in listed:
        kind = "stimulus" if resource.name.startswith("stimuli/") else "item"
        element = SubElement(
            resources,
            "resource",
            identifier=identifiers[resource.name],
            type=f"imsqti_{kind}_xmlv3p0",
            href=resource.name,
        )
        for name in (resource.name, *resource.pictures):
            SubElement(element, "file", href=name)
        if resource.case:
            SubElement(element, "dependency", identifierref=identifiers[resource.case])
    return root


def _item(item: NeutralItem, fallback_id: str, language: str, case: str) -> Element:
    identifier = item.code if IDENTIFIER.match(item.code) else fallback_id
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
    if case:
        reference = {"identifier": item.vignette, "href": f"../{case}"}
        if not IDENTIFIER.match(item.vignette):
            reference["identifier"] = "case"
        SubElement(root, "qti-assessment-stimulus-ref", reference)
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
        choices = [_choice_id(index) for index in range(len(item.options))]
        weights = {choice: share if choice in right else -share for choice in choices}
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
        return [_choice_id(index) for index in range(len(item.steps))]
    if item.pairs:
        groups = _groups(item)
        return [f"L{n} {groups[pair.right]}" for n, pair in enumerate(item.pairs, start=1)]
    return [_choice_id(index) for index, option in enumerate(item.options) if option.is_right]


def _choice_id(index: int) -> str:
    return f"C{index + 1}"


def _groups(item: NeutralItem) -> dict[LocalizedText, str]:
    rights = dict.fromkeys(pair.right for pair in item.pairs)
    return {right: f"R{number}" for number, right in enumerate(rights, start=1)}


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
        attributes = {"response-identifier": "RESPONSE", "shuffle": "true"}
        if name == "choice":
            attributes["max-choices"] = "0" if item.kind == "multiple" else "1"
        field = SubElement(body, f"qti-{name}-interaction", attributes)
        _marked(field, "qti-prompt", item.stem, language)
        _choices(field, "qti-simple-choice", item, language)


def _choices(field: Element, name: str, item: NeutralItem, language: str) -> None:
    if item.kind == "true-false":
        for value, label in zip(("true", "false"), TRUTHS[language], strict=True):
            SubElement(field, name, identifier=value).text = label
        return
    for index, text in enumerate([*item.steps, *(option.text for option in item.options)]):
        choice = _marked(field, name, text, language)
        choice.set("identifier", _choice_id(index))
        reason = item.options[index].reason if item.options else LocalizedText()
        if reason.of(language):
            feedback = _marked(choice, "qti-feedback-inline", reason, language)
            feedback.set("outcome-identifier", "FEEDBACK")
            feedback.set("identifier", _choice_id(index))
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
    for number, pair in enumerate(item.pairs, start=1):
        choice = _marked(lefts, "qti-simple-associable-choice", pair.left, language)
        choice.attrib |= {"identifier": f"L{number}", "match-max": "1"}
    match_max = "0" if item.kind == "categorising" else "1"
    for right, identifier in _groups(item).items():
        choice = _marked(rights, "qti-simple-associable-choice", right, language)
        choice.attrib |= {"identifier": identifier, "match-max": match_max}


def _marked(parent: Element, name: str, text: LocalizedText, language: str) -> Element:
    """Append an element with text, line breaks as `br` elements."""
    element = SubElement(parent, name)
    first, *more = text.of(language).split("\n")
    element.text = first
    for line in more:
        SubElement(element, "br").tail = line
    return element
