"""What of the core the use cases reach, read from the source: names that a function uses, and those that these use.

Roots are the use cases with what renders their messages, and what the other folders call in the core by themselves.
"""

import ast
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
Name = tuple[str, str]
"""A module, and a name at its top level."""


@lru_cache(maxsize=1)
def reached() -> frozenset[Name]:
    """Every name of the core that is used by a use case, or by another folder, directly or through others."""
    modules = {_module_of(path): ast.parse(path.read_text(encoding="utf-8")) for path in _sources()}
    uses = {name: set(_uses(tree, name, modules)) for name, tree in _names(modules)}
    running = _imported(modules)
    open_names = [name for name in uses if _is_root(name[0]) and name[0] in running]
    found = set(open_names)
    while open_names:
        for used in uses.get(open_names.pop(), ()):
            if used not in found:
                found.add(used)
                open_names.append(used)
    return frozenset(found)


def _sources() -> Iterator[Path]:
    for folder in ("cpp_core", "bot", "infra", "integrations", "scheduling"):
        yield from (ROOT / folder).rglob("*.py")


def _module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _is_root(module: str) -> bool:
    return not module.startswith("cpp_core.") or module.startswith("cpp_core.usecases.")


def _imported(modules: dict[str, ast.Module]) -> frozenset[str]:
    """The modules that are imported when the service runs: a use case that `usecases.all` leaves out is not there."""
    waiting = [module for module in modules if not module.startswith("cpp_core.")]
    found = set(waiting)
    while waiting:
        for module, name in _imports(modules[waiting.pop()]).values():
            for each in (module, f"{module}.{name}"):
                if each in modules and each not in found:
                    found.add(each)
                    waiting.append(each)
    return frozenset(found)


def _names(modules: dict[str, ast.Module]) -> Iterator[tuple[Name, ast.AST]]:
    for module, tree in modules.items():
        for node in tree.body:
            for name in _bound(node):
                yield (module, name), node
        yield (module, ""), ast.Module([node for node in tree.body if not _bound(node)], [])


def _bound(node: ast.stmt) -> tuple[str, ...]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return (node.name,)
    if isinstance(node, ast.Assign):
        return tuple(target.id for target in node.targets if isinstance(target, ast.Name))
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        return (node.target.id,)
    return ()


def _uses(tree: ast.AST, of: Name, modules: dict[str, ast.Module]) -> Iterator[Name]:
    imports = _imports(modules[of[0]])
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield imports.get(node.id, (of[0], node.id))
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in imports:
            module, name = imports[node.value.id]
            yield (f"{module}.{name}", node.attr)


def _imports(tree: ast.Module) -> dict[str, Name]:
    found: dict[str, Name] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            for alias in node.names:
                found[alias.asname or alias.name] = (node.module, alias.name)
    return found
