"""The rules of CONTRIBUTING.md that no linter knows, held against the code itself."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6 import QtCore, QtGui, QtWidgets

ROOT = Path(__file__).resolve().parents[1]
MODULES = [path for folder in ("desktop", "tools") for path in sorted((ROOT / folder).rglob("*.py"))]
MOST_LINES = 40
MOST_METHODS = 15

Function = ast.FunctionDef | ast.AsyncFunctionDef


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def qt_names(of: ast.ClassDef) -> set[str]:
    """What the class has from Qt, whether it overrides it or not."""
    bases = [ast.unparse(base).rpartition(".")[2] for base in of.bases]
    found = [getattr(module, base, object) for module in (QtCore, QtGui, QtWidgets) for base in bases]
    return {name for base in found for name in dir(base)}


def own_methods(of: ast.ClassDef) -> Iterator[str]:
    """The public methods and properties that the class itself brings; a setter is one with its getter."""
    names = {each.name for each in of.body if isinstance(each, Function)}
    yield from (name for name in sorted(names - qt_names(of)) if not name.startswith("_"))


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_functions_fit_on_a_screen_and_classes_stay_small(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, Function):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            assert lines <= MOST_LINES, f"{node.name} in line {node.lineno} has {lines} lines"
        if isinstance(node, ast.ClassDef):
            own = [*own_methods(node)]
            assert len(own) <= MOST_METHODS, f"{node.name} in line {node.lineno} has {len(own)} public methods: {own}"


def test_the_tests_of_the_model_stand_where_its_modules_do() -> None:
    tests = (path.relative_to(ROOT / "tests") for path in (ROOT / "tests" / "model").rglob("test_*.py"))
    modules = [ROOT / "desktop" / path.parent / path.name.removeprefix("test_") for path in tests]
    assert [named(module) for module in modules if not module.exists()] == []
