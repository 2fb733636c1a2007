"""Checks scenarios and diagrams as graphs: known targets, reachable nodes, an end for each path."""

from collections.abc import Iterator, Mapping
from functools import partial

from courses.course_files.documents import Document
from courses.course_files.lookups import collect_names, is_unknown, mappings, repeated_ids
from courses.course_files.problems import Problem, problem
from courses.json_types import JsonMapping

Nodes = Mapping[str, JsonMapping]


def scenario_problems(document: Document) -> Iterator[Problem]:
    """Report unknown targets, unreachable and endless nodes, and a wrong maximum score."""
    yield from repeated_ids(document, "nodes")
    nodes = {str(node.get("id")): node for _path, node in mappings(document, "nodes")}
    start = str(document.value.get("start"))
    if start not in nodes:
        yield problem(document.file, document.line("start"), "unknown-node", id=start)
    reached = _reached(nodes, start)
    ending = _ending(nodes)
    for path, node in mappings(document, "nodes"):
        yield from _node_problems(document, path, node, nodes, reached)
        if is_unknown(node.get("id"), ending):
            yield problem(document.file, document.line(*path), "endless-node", id=node["id"])
    yield from _score_problem(document, nodes, start)


def _node_problems(
    document: Document,
    path: tuple[str | int, ...],
    node: JsonMapping,
    nodes: Nodes,
    reached: set[str],
) -> Iterator[Problem]:
    here = partial(problem, document.file, document.line(*path), id=node.get("id"))
    choices = list(mappings(document, *path, "choices"))
    best = max((score for _next, score in _next_nodes(node)), default=0)
    for choice_path, choice in choices:
        if choice.get("is_harmful") is True and choice.get("score") == best:
            line = document.line(*choice_path, "is_harmful")
            yield problem(document.file, line, "best-is-harmful", id=node.get("id"))
        if is_unknown(choice.get("next"), nodes):
            line = document.line(*choice_path, "next")
            yield problem(document.file, line, "unknown-node", id=choice.get("next"))
    if is_unknown(node.get("id"), reached):
        yield here("unreachable-node")
    if not node.get("choices") and not node.get("terminal"):
        yield here("dead-end-node")


def _next_nodes(node: JsonMapping) -> list[tuple[str, int]]:
    choices = node.get("choices")
    return [
        (str(choice.get("next")), score if isinstance(score := choice.get("score"), int) else 0)
        for choice in (choices if isinstance(choices, list) else ())
        if isinstance(choice, Mapping)
    ]


def _reached(nodes: Nodes, start: str) -> set[str]:
    reached: set[str] = set()
    waiting = [start]
    while waiting:
        name = waiting.pop()
        if name in nodes and name not in reached:
            reached.add(name)
            waiting.extend(following for following, _score in _next_nodes(nodes[name]))
    return reached


def _ending(nodes: Nodes) -> set[str]:
    """Nodes from which some path ends. A path to an unknown node counts as ending."""
    ending: set[str] = set()
    while more := {
        name
        for name, node in nodes.items()
        if name not in ending
        and (
            node.get("terminal")
            or not (following := _next_nodes(node))
            or any(target in ending or target not in nodes for target, _score in following)
        )
    }:
        ending |= more
    return ending


def _score_problem(document: Document, nodes: Nodes, start: str) -> Iterator[Problem]:
    scoring = document.value.get("scoring")
    stated = scoring.get("max") if isinstance(scoring, Mapping) else None
    best = best_score(nodes, start)
    if isinstance(stated, int) and stated != best:
        line = document.line("scoring", "max")
        yield problem(document.file, line, "best-score-differs", best=best, max=stated)


def best_score(nodes: Nodes, start: str) -> int:
    """The highest score of a path that visits no node twice.

    What was passed matters only within a circle of nodes, so each node outside of circles is
    computed once.
    """
    reached = {name: _reached(nodes, name) for name in nodes}
    circles = {name: {other for other in reached[name] if name in reached[other]} for name in nodes}
    known: dict[tuple[str, frozenset[str]], int] = {}

    def best(name: str, passed: frozenset[str]) -> int:
        if name not in nodes or name in passed:
            return 0
        key = (name, passed & circles[name])
        if key not in known:
            known[key] = max(
                (
                    score + best(following, passed | {name})
                    for following, score in _next_nodes(nodes[name])
                ),
                default=0,
            )
        return known[key]

    return best(start, frozenset())


def diagram_problems(document: Document) -> Iterator[Problem]:
    """Report edges of a lesson's diagram with unknown nodes, and nodes without an edge."""
    picture = document.value.get("picture")
    if not isinstance(picture, Mapping) or not isinstance(picture.get("diagram"), Mapping):
        return
    where = ("picture", "diagram")
    yield from repeated_ids(document, *where, "nodes")
    names = collect_names(document, *where, "nodes")
    touched = {
        name for end in ("from", "to") for name in collect_names(document, *where, "edges", key=end)
    }
    for path, edge in mappings(document, *where, "edges"):
        for end in ("from", "to"):
            if is_unknown(edge.get(end), names):
                line = document.line(*path, end)
                yield problem(document.file, line, "unknown-node", id=edge.get(end))
    for path, node in mappings(document, *where, "nodes"):
        if is_unknown(node.get("id"), touched):
            yield problem(document.file, document.line(*path), "loose-node", id=node.get("id"))
