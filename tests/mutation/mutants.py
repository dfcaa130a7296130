"""Mutants of a module: one small change each in one of its functions, with the code that the function then has."""

from __future__ import annotations

import ast
import copy
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from types import CodeType

_COMPARE: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
_BINARY: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.Div: ast.Mult,
    ast.Mod: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
_DOES_SOMETHING = (ast.Call, ast.Yield, ast.YieldFrom, ast.Await)
_SWAPPED = {"min": "max", "max": "min", "any": "all", "all": "any"}


@dataclass(frozen=True)
class Mutant:
    """One change: in which function, line and statement of which module, what it was and is, the function's new code."""

    module: str
    function: str
    line: int
    statement: int
    change: str
    code: CodeType

    @property
    def name(self) -> str:
        """How it is named where it survives, without its line, which moves."""
        return f"{self.module}:{self.function}: {self.change}"


def mutants_of(module: str, source: str, filename: str) -> Iterator[Mutant]:
    """Every mutant of every function of a module, in the order of the source; of two alike, the second is a `#2`."""
    tree = ast.parse(source)
    for path, function in _functions(tree):
        seen: Counter[str] = Counter()
        for number, (statement, node) in enumerate(_body(function)):
            for changed in _changes(node):
                mutated = _with_change(tree, path, number, changed)
                code = _code_of(compile(mutated, filename, "exec"), path)
                change = f"{_said(node)} -> {_said(changed)}"
                seen[change] += 1
                again = f" #{seen[change]}" if seen[change] > 1 else ""
                line = getattr(node, "lineno", statement.lineno)
                yield Mutant(module, ".".join(path), line, statement.lineno, change + again, code)


def watched(source: str, filename: str, call: str) -> Iterator[tuple[str, CodeType]]:
    """Every function of a module, with code in which each statement first calls `call` with the function and its line."""
    tree = ast.parse(source)
    for path, function in _functions(tree):
        for node in list(ast.walk(function)):
            for field in ("body", "orelse", "finalbody"):
                block = getattr(node, field, None)
                if isinstance(block, list):
                    setattr(node, field, [each for one in block for each in _said_before(one, call, ".".join(path))])
    code = compile(ast.fix_missing_locations(tree), filename, "exec")
    yield from ((".".join(path), _code_of(code, path)) for path, _ in _functions(tree))


def _said_before(statement: ast.stmt, call: str, function: str) -> tuple[ast.stmt, ast.stmt]:
    said = ast.parse(f"{call}({function!r}, {statement.lineno})").body[0]
    return ast.copy_location(said, statement), statement


def _functions(tree: ast.Module) -> Iterator[tuple[tuple[str, ...], ast.FunctionDef | ast.AsyncFunctionDef]]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield (node.name,), node
        elif isinstance(node, ast.ClassDef):
            for inner in node.body:
                if isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef):
                    yield (node.name, inner.name), inner


def _body(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[tuple[ast.stmt, ast.AST]]:
    """The nodes of the body, without annotations and docstrings, each with the innermost statement that it is in."""
    for statement in function.body:
        yield from _walk(statement, statement)


def _walk(within: ast.stmt, node: ast.AST) -> Iterator[tuple[ast.stmt, ast.AST]]:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return
    yield within, node
    for field, value in ast.iter_fields(node):
        if field in {"annotation", "returns", "format_spec"}:
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from _walk(child if isinstance(child, ast.stmt) else within, child)


def _changes(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Compare):
        yield from _compared_otherwise(node)
    elif isinstance(node, ast.BoolOp):
        yield ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
        yield from (ast.BoolOp(node.op, values) if values[1:] else values[0] for values in _each_left_out(node.values))
    elif isinstance(node, ast.comprehension):
        yield from (_with(node, ifs=ifs) for ifs in _each_left_out(node.ifs))
    elif isinstance(node, ast.If | ast.IfExp | ast.While):
        yield from _decided_otherwise(node)
    elif isinstance(node, ast.Constant):
        yield from _counted_otherwise(node)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.USub):
        yield node.operand
    elif isinstance(node, ast.BinOp) and type(node.op) in _BINARY:
        yield ast.BinOp(node.left, _BINARY[type(node.op)](), node.right)
    elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in _SWAPPED:
        yield ast.Name(_SWAPPED[node.id], ast.Load())
    elif isinstance(node, ast.AugAssign) or (isinstance(node, ast.Expr) and isinstance(node.value, _DOES_SOMETHING)):
        yield ast.Pass()
    elif isinstance(node, ast.Continue | ast.Break):
        yield ast.Break() if isinstance(node, ast.Continue) else ast.Continue()


def _each_left_out(nodes: list[ast.expr]) -> Iterator[list[ast.expr]]:
    yield from (nodes[:position] + nodes[position + 1 :] for position in range(len(nodes)))


def _counted_otherwise(node: ast.Constant) -> Iterator[ast.AST]:
    if isinstance(node.value, bool):
        yield ast.Constant(not node.value)
    elif isinstance(node.value, int):
        yield ast.Constant(node.value + 1)


def _compared_otherwise(node: ast.Compare) -> Iterator[ast.AST]:
    for position, operator in enumerate(node.ops):
        for other in _COMPARE.get(type(operator), ()):
            operators = [*node.ops[:position], other(), *node.ops[position + 1 :]]
            yield ast.Compare(node.left, operators, node.comparators)


def _decided_otherwise(node: ast.If | ast.IfExp | ast.While) -> Iterator[ast.AST]:
    """Never; for a choice of two values also always; and where it is no comparison, turned round."""
    if not isinstance(node, ast.While):
        yield _with(node, test=ast.Constant(False))
    if isinstance(node, ast.IfExp):
        yield _with(node, test=ast.Constant(True))
    if not isinstance(node.test, ast.Compare | ast.BoolOp):
        yield _with(node, test=ast.UnaryOp(ast.Not(), node.test))


def _with(node: ast.AST, **changes: object) -> ast.AST:
    changed = copy.copy(node)
    for name, value in changes.items():
        setattr(changed, name, value)
    return changed


def _with_change(tree: ast.Module, path: tuple[str, ...], number: int, changed: ast.AST) -> ast.Module:
    whole = copy.deepcopy(tree)
    function = next(found for names, found in _functions(whole) if names == path)
    target = next(node for position, (_, node) in enumerate(_body(function)) if position == number)
    replacement = ast.copy_location(copy.deepcopy(changed), target)
    for parent in ast.walk(function):
        for field, value in ast.iter_fields(parent):
            if value is target:
                setattr(parent, field, replacement)
            elif isinstance(value, list):
                value[:] = [replacement if each is target else each for each in value]
    return ast.fix_missing_locations(whole)


def _code_of(code: CodeType, path: tuple[str, ...]) -> CodeType:
    for name in path:
        code = next(each for each in code.co_consts if isinstance(each, CodeType) and each.co_name == name)
    return code


def _said(node: ast.AST) -> str:
    if isinstance(node, ast.If | ast.While):
        return f"if {ast.unparse(node.test)}"
    return " ".join(ast.unparse(node).split())
