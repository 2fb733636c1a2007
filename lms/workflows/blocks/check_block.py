"""Checks a third-party block in memory: renders its views, calls its handlers with odd input.

Nothing is stored, and the block need not be permitted.
"""

import inspect
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING
from uuid import UUID

from web_fragments.fragment import Fragment
from webob import Request

from courses.block_host.errors import BlockFailed, BlockOutOfMemory
from courses.block_host.olx import OlxBlock, read_olx
from courses.block_host.runtime.handlers import is_author_handler
from courses.block_host.runtime.host import BlockHost
from courses.block_host.runtime.registry import BlockRegistry
from courses.block_host.runtime.runtime import BlockRuntime
from courses.block_host.runtime.tokens import HandlerTokens
from courses.block_host.runtime.units import UnitPage, UnitRecord
from courses.block_host.runtime.viewer import Role, Viewer
from courses.block_host.third_party.check_report import CheckReport
from courses.block_host.third_party.installed_blocks import list_installed_blocks
from courses.block_host.third_party.limits import run_with_timeout
from lms.kernel.clock import new_id
from lms.kernel.errors import LmsError
from lms.workflows.blocks.block_services import BLOCKS
from lms.workflows.blocks.third_party_services import third_party_services

if TYPE_CHECKING:
    from xblock.core import XBlock, XBlockAside

VIEWS: tuple[tuple[str, Role], ...] = (
    ("student_view", "learner"),
    ("author_view", "author"),
    ("studio_view", "author"),
)
ROLES: tuple[Role, ...] = ("learner", "author")
AUTHOR_VIEWS = ("author_view", "studio_view")
HOST_BLOCK = "payung_text"
ODD_BODIES = (b"", b"{}", b"[]", b'"text"', b"\xff", b'{"value": null}')
FRAME_SOURCE = re.compile(r"""<(?:iframe|embed|object)\b[^>]*?\b(?:src|data)\s*=\s*["']([^"']+)""")
REMOTE_SOURCE = re.compile(r"""\bsrc\s*=\s*["'](https?://[^"']+)""")


def check_block(block_type: str) -> CheckReport:
    """Check a block or an aside. Raises BlockNotInstalled.

    A failed import is reported as the outcome of `student_view`.
    """
    types = tuple(block.block_type for block in list_installed_blocks(BLOCKS) if not block.is_aside)
    registry = BlockRegistry(BLOCKS, types)
    host = BlockHost(registry, HandlerTokens(b"check"))
    report = CheckReport(is_aside=registry.is_aside(block_type))
    try:
        block_class = registry.block_class(block_type)
    except LmsError:
        raise
    except MemoryError:
        report.views["student_view"] = BlockOutOfMemory.code
        return report
    except Exception as error:  # its import may raise anything
        report.views["student_view"] = f"import failed ({type(error).__name__}: {error})"[:200]
        return report
    _record_requirements(report, block_class)
    if report.is_aside:
        _check_aside(report, block_class, host, registry, block_type)
    else:
        _check_views_and_handlers(report, block_class, host, registry, types, block_type)
    report.needs_django = "django.conf" in sys.modules
    return report


def _record_requirements(report: CheckReport, block_class: "type[XBlock]") -> None:
    report.services = dict(getattr(block_class, "_combined_services", {}))
    report.fields = dict(Counter(field.scope.name for field in block_class.fields.values()))


def _check_aside(
    report: CheckReport,
    aside_class: "type[XBlockAside]",
    host: BlockHost,
    registry: BlockRegistry,
    name: str,
) -> None:
    """Check an aside together with one of our text blocks."""
    block = OlxBlock(HOST_BLOCK, {}, ())
    runtimes = {role: _create_runtime(registry, block, role, (name,)) for role in ROLES}
    report.offered = frozenset(runtimes["learner"]._services)
    for view in sorted(aside_class._combined_asides):
        runtime = runtimes["author" if view in AUTHOR_VIEWS else "learner"]
        report.views[view] = _show_aside(runtime, name, view, report)
    _check_handlers(report, aside_class, host, runtimes, aside=name)


def _show_aside(runtime: BlockRuntime, name: str, view: str, report: CheckReport) -> str:
    def render() -> Fragment:
        block = runtime.block_of(next(iter(runtime.page.units.values())))
        aside = runtime.aside_of(block, name, view)
        return aside.aside_view_declaration(view)(block, {})

    try:
        fragment = run_with_timeout(render)
    except LmsError as error:
        return _format_error(error)
    except MemoryError:
        return BlockOutOfMemory.code
    except Exception as error:  # an aside may raise anything
        return f"{BlockFailed.code} ({type(error).__name__}: {error})"[:160]
    _record_urls(report, fragment)
    return "ok"


def _check_views_and_handlers(
    report: CheckReport,
    block_class: "type[XBlock]",
    host: BlockHost,
    registry: BlockRegistry,
    types: tuple[str, ...],
    block_type: str,
) -> None:
    sample = _sample(block_class, block_type, registry)
    runtimes = {role: _create_runtime(registry, sample, role, types) for role in ROLES}
    report.offered = frozenset(runtimes["learner"]._services)
    for name, role in VIEWS:
        if hasattr(block_class, name) or hasattr(block_class, "fallback_view"):
            report.views[name] = _show(host, runtimes[role], name, report)
    _check_handlers(report, block_class, host, runtimes)


def _check_handlers(
    report: CheckReport,
    block_class: "type[XBlock]",
    host: BlockHost,
    runtimes: dict[Role, BlockRuntime],
    aside: str = "",
) -> None:
    for name in _handlers(block_class):
        for role in ROLES:
            if role == "author" or not is_author_handler(name):
                outcomes = {_call(host, runtimes[role], name, body, aside) for body in ODD_BODIES}
                report.handlers[f"{name}, {role}"] = outcomes


def _sample(block_class: "type[XBlock]", block_type: str, registry: BlockRegistry) -> OlxBlock:
    """The first workbench scenario of the block, or an empty block if there is none."""
    for text in _scenarios(block_class):
        try:
            read = read_olx(text, registry)
        except Exception:  # noqa: S112  the sample may be broken; blocks raise anything
            continue
        if read.block_type == block_type:
            return read
    return OlxBlock(block_type, {}, ())


def _scenarios(block_class: "type[XBlock]") -> list[str]:
    """OLX of the workbench scenarios; an empty list if the block's method fails."""
    try:
        return [text for _title, text in block_class.workbench_scenarios()]
    except Exception:  # blocks raise anything
        return []


def _create_runtime(
    registry: BlockRegistry, sample: OlxBlock, role: Role, types: tuple[str, ...]
) -> BlockRuntime:
    person = new_id()
    viewer = Viewer(person, person, person, person, "CHECK", "en", "", "", _NullKey, role)
    page = UnitPage({}, {}, {})
    _add_unit(page, sample, None)
    return BlockRuntime(
        page,
        viewer,
        registry=registry,
        services=third_party_services(viewer),
        urls=_NullUrls(),
        tokens=HandlerTokens(b"check"),
        allowed=frozenset(types),
    )


def _add_unit(page: UnitPage, block: OlxBlock, parent: UUID | None) -> UUID:
    unit_id, text = new_id(), json.dumps(block.fields, default=str)
    key = f"unit{len(page.units)}"
    unit = UnitRecord(unit_id, key, block.block_type, "", text, "CHECK", parent_id=parent)
    page.units[unit_id] = unit
    unit.children.extend(_add_unit(page, child, unit_id) for child in block.children)
    return unit_id


def _show(host: BlockHost, runtime: BlockRuntime, view: str, report: CheckReport) -> str:
    try:
        fragment = host.view(runtime, next(iter(runtime.page.units)), view)
    except LmsError as error:
        return _format_error(error)
    _record_urls(report, fragment)
    return "ok"


def _record_urls(report: CheckReport, fragment: Fragment) -> None:
    urls = [resource.data for resource in fragment.resources if resource.kind == "url"]
    report.elsewhere |= {url for url in urls if re.match("(https?:)?//", url)}
    frames = set(FRAME_SOURCE.findall(fragment.content))
    report.frames |= frames
    report.elsewhere |= set(REMOTE_SOURCE.findall(fragment.content)) - frames


def _call(
    host: BlockHost, runtime: BlockRuntime, handler: str, body: bytes, aside: str = ""
) -> str:
    request = Request.blank("/", method="POST", body=body, content_type="application/json")
    try:
        unit_id = next(iter(runtime.page.units))
        response = host.call(runtime, unit_id, handler, request, "", aside=aside)
    except LmsError as error:
        return _format_error(error)
    return str(response.status_int)


def _format_error(error: LmsError) -> str:
    cause = error.__cause__
    if isinstance(cause, MemoryError):
        return BlockOutOfMemory.code
    return f"{error.code} ({type(cause).__name__}: {cause})"[:160] if cause else error.code


def _handlers(block_class: "type[XBlock]") -> Iterator[str]:
    for name, member in inspect.getmembers(block_class):
        if getattr(member, "_is_xblock_handler", False) and name != "fallback_handler":
            yield name


class _NullKey:
    """Sealing key that stores nothing."""

    def seal_json(self, value: object, *, context: str) -> bytes:
        return b""

    def unseal_json(self, sealed: bytes, *, context: str) -> object:
        return {}


class _NullUrls:
    """URLs that no route answers."""

    def handler(self, token: str, handler: str, suffix: str) -> str:
        return f"/check/{handler}/{suffix}"

    def handler_base(self, token: str) -> str:
        return "/check"

    view = handler_base

    def resource(self, block_type: str, path: str) -> str:
        return f"/check/{block_type}/{path}"
