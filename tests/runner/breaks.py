"""Breaks of the program by a seeded choice: one small edit in one function, as a slip would be."""

import ast
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

PACKAGES = ("lms", "courses", "assessments", "certificates")
COMPARISONS: dict[type[ast.cmpop], str] = {
    ast.Eq: "!=", ast.NotEq: "==", ast.Lt: "<=", ast.LtE: "<", ast.Gt: ">=", ast.GtE: ">",
    ast.Is: "is not", ast.IsNot: "is", ast.In: "not in", ast.NotIn: "in",
}  # fmt: skip
Function = ast.FunctionDef | ast.AsyncFunctionDef
LOGGERS = ("log", "logger", "warnings")  # dropping such a call changes no result


@dataclass(frozen=True, slots=True)
class Break:
    """`start` and `end` count bytes of the file; `line` begins with 1."""

    path: str
    function: str
    line: int
    start: int
    end: int
    replacement: str
    kind: str

    def applied_to(self, source: bytes) -> bytes:
        return source[: self.start] + self.replacement.encode() + source[self.end :]

    def __str__(self) -> str:
        return f"{self.path}:{self.line} in {self.function}: {self.kind}"


def choose_breaks(root: Path, *, seed: int, count: int) -> list[Break]:
    """Different functions, each equally likely, and of each one break. The same files and the same
    seed give the same choice, and an edit elsewhere leaves it as it was: each function has a number
    of its own, and the lowest are chosen."""
    numbered = {
        number_of(seed, path.relative_to(root), function.name, nth): (path, function, nodes)
        for package in PACKAGES
        for path in sorted((root / package).rglob("*.py"))
        for nth, function in numbered_by_name(functions_of(ast.parse(path.read_bytes())))
        if (nodes := breakable_nodes(function))
    }
    chosen = [numbered[number] for number in sorted(numbered)[:count]]
    return [
        min(
            (break_at(root, path, function, node) for node in nodes),
            key=lambda made: number_of(seed, made.path, made.function, made.kind),
        )
        for path, function, nodes in chosen
    ]


def numbered_by_name(functions: Iterable[Function]) -> Iterator[tuple[int, Function]]:
    """Methods of two classes may have the same name in one file."""
    counts: Counter[str] = Counter()
    for function in functions:
        yield counts[function.name], function
        counts[function.name] += 1


def number_of(*parts: object) -> str:
    return hashlib.sha256(repr([str(part) for part in parts]).encode()).hexdigest()


def functions_of(node: ast.AST) -> Iterator[Function]:
    """Functions and methods; what is defined inside a function belongs to it."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, Function):
            yield child
        else:
            yield from functions_of(child)


def breakable_nodes(function: Function) -> list[ast.AST]:
    nodes: list[ast.AST] = []
    waiting: list[ast.AST] = list(function.body)
    while waiting:
        node = waiting.pop(0)
        if is_breakable(node):
            nodes.append(node)
        if not isinstance(node, ast.JoinedStr):  # quotes within an f-string differ
            waiting += ast.iter_child_nodes(node)
    return nodes


def is_breakable(node: ast.AST) -> bool:
    match node:
        case ast.If() | ast.While() | ast.IfExp() | ast.BoolOp():
            return True
        case ast.Compare(ops=operators):
            return len(operators) == 1
        case ast.Expr(value=ast.Call(func=function)):
            return not is_logging(function)
        case ast.Constant(value=value):
            return isinstance(value, bool | int)
    return False


def break_at(root: Path, path: Path, function: Function, node: ast.AST) -> Break:
    target, replacement, kind = edit_of(node)
    starts = line_starts(path.read_bytes())
    end_line, end_column = target.end_lineno, target.end_col_offset
    assert end_line is not None
    assert end_column is not None
    return Break(
        path=str(path.relative_to(root)),
        function=function.name,
        line=target.lineno,
        start=starts[target.lineno - 1] + target.col_offset,
        end=starts[end_line - 1] + end_column,
        replacement=replacement,
        kind=kind,
    )


def line_starts(source: bytes) -> list[int]:
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    return starts


def edit_of(node: ast.AST) -> tuple[ast.expr | ast.stmt, str, str]:
    """What to replace, by which text, and what that does."""
    match node:
        case ast.If(test=test) | ast.While(test=test) | ast.IfExp(test=test):
            return test, f"not ({ast.unparse(test)})", f"negates {shown(test)}"
        case ast.Compare(left=left, ops=[operator], comparators=[right]):
            other = COMPARISONS[type(operator)]
            text = f"({ast.unparse(left)} {other} {ast.unparse(right)})"
            return node, text, f"compares with {other}: {shown(node)}"
        case ast.BoolOp(op=ast.And(), values=values):
            return node, joined(values, " or "), f"and becomes or: {shown(node)}"
        case ast.BoolOp(values=values):
            return node, joined(values, " and "), f"or becomes and: {shown(node)}"
        case ast.Expr(value=call):
            return node, "None", f"drops {shown(call)}"
        case ast.Constant(value=int(value)):
            other = str(not value if isinstance(value, bool) else value + 1)
            return node, other, f"{value} becomes {other}"
    raise TypeError(node)


def joined(values: list[ast.expr], operator: str) -> str:
    return f"({operator.join(f'({ast.unparse(value)})' for value in values)})"


def is_logging(function: ast.expr) -> bool:
    return (
        isinstance(function, ast.Attribute)
        and isinstance(function.value, ast.Name)
        and function.value.id in LOGGERS
    )


def shown(node: ast.AST) -> str:
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= 60 else f"{text[:57]}..."
