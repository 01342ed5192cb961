"""How many one-line changes of the code are noticed by the tests of a package.

    python bench/mutants.py merge --count 30
    python bench/mutants.py writers --module gate --module refused_answers --seed 2
    python bench/mutants.py merge --slow --tests tests/cli/test_cli_resolve.py    # these, too
    python bench/mutants.py checks --only run_checks.py:127                # all mutants of a line

A mutant changes one expression or statement of a function: a comparison, its bound, a boolean, a
number, min and max, two arguments, a condition, a statement that is omitted. Printed are each
mutant that survives, with the number of tests that call its function, and how many were noticed.
The tests are collected once, and run once to see which functions each of them calls. Then a fork of
the process for each mutant puts the changed code into the function and runs the tests that call it,
the shortest first, until one fails; those marked slow only with --slow, and only calls in the
test's own process are seen. A mutant that takes longer than --limit seconds counts as noticed.
Code that runs at import is not changed: see thresholds.py and bounds.py.
"""

from __future__ import annotations

import argparse
import ast
import copy
import gc
import importlib
import os
import pickle
import random
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import CodeType, FrameType, FunctionType

HERE = Path(__file__).resolve().parent.parent
FLIPPED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE), ast.LtE: (ast.Lt, ast.Gt), ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt), ast.Eq: (ast.NotEq,), ast.NotEq: (ast.Eq,), ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,), ast.Is: (ast.IsNot,), ast.IsNot: (ast.Is,),
}  # fmt: skip
TWINS = {"min": "max", "max": "min", "any": "all", "all": "any"}
Key = tuple[str, str]  # a file, and the qualified name of a function or method in it


@dataclass(frozen=True)
class Mutant:
    """A function of a module with one node changed."""

    path: Path
    function: str
    line: int
    column: int
    before: str
    after: str
    place: int
    other: int

    def __str__(self) -> str:
        return f"{self.path.relative_to(HERE)}:{self.line}: {self.before}  ->  {self.after}"

    def make_tree(self) -> ast.Module:
        """The module with the node changed."""
        tree = parse(self.path)
        holder, field, index = list(list_all_places(tree))[self.place][1:]
        new = list(change(get(holder, field, index)))[self.other]
        ast.copy_location(new, get(holder, field, index))
        if index is None:
            setattr(holder, field, new)
        else:
            getattr(holder, field)[index] = new
        return ast.fix_missing_locations(tree)


def parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def get(holder: ast.AST, field: str, index: int | None) -> ast.AST:
    value = getattr(holder, field)
    node: ast.AST = value if index is None else value[index]
    return node


def change(node: ast.AST) -> Iterator[ast.AST]:
    """Each other node that can be in its place."""
    yield from change_test(copy.deepcopy(node))
    yield from change_value(copy.deepcopy(node))
    called = node.value if isinstance(node, ast.Expr) else node
    if isinstance(called, ast.Raise | ast.AugAssign | ast.Continue | ast.Break) or (
        called is not node and isinstance(called, ast.Call)
    ):
        yield ast.Pass()


def change_test(new: ast.AST) -> Iterator[ast.AST]:
    match new:
        case ast.Compare(ops=[operator]):
            for kind in FLIPPED[type(operator)]:
                new.ops = [kind()]
                yield copy.deepcopy(new)
        case ast.BoolOp(op=joint):
            new.op = ast.Or() if isinstance(joint, ast.And) else ast.And()
            yield new
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield operand
        case ast.If(test=test) | ast.While(test=test) | ast.IfExp(test=test):
            if not isinstance(test, ast.Compare | ast.BoolOp | ast.UnaryOp):
                new.test = ast.UnaryOp(ast.Not(), test)
                yield new


def change_value(new: ast.AST) -> Iterator[ast.AST]:
    match new:
        case ast.Constant(value=bool() as value):
            yield ast.Constant(not value)
        case ast.Constant(value=int() as value):
            yield ast.Constant(value + 1)
        case ast.BinOp(op=ast.Add() | ast.Sub() as operator):
            new.op = ast.Sub() if isinstance(operator, ast.Add) else ast.Add()
            yield new
        case ast.Call(func=ast.Name(id=name)) if name in TWINS:
            new.func = ast.Name(TWINS[name], ast.Load())
            yield new
        case ast.Call(args=[first, second, *rest]):
            starred = isinstance(first, ast.Starred) or isinstance(second, ast.Starred)
            if not starred and ast.dump(first) != ast.dump(second):
                new.args = [second, first, *rest]
                yield new


def list_places(function: ast.AST) -> Iterator[tuple[ast.AST, str, int | None]]:
    """Each field with a node inside of a function, as holder, field and index; no annotations."""
    for field, value in ast.iter_fields(function):
        if field in {"annotation", "returns", "decorator_list", "type_params"}:
            continue
        values = value if isinstance(value, list) else [value]
        for index, child in enumerate(values):
            if isinstance(child, ast.AST):
                yield function, field, index if isinstance(value, list) else None
                yield from list_places(child)


def list_functions(tree: ast.AST, prefix: str = "") -> Iterator[tuple[str, ast.AST]]:
    """The functions of a module and the methods of its classes, by qualified name."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.ClassDef):
            yield from list_functions(node, f"{prefix}{node.name}.")
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield prefix + node.name, node


def list_all_places(tree: ast.Module) -> Iterator[tuple[str, ast.AST, str, int | None]]:
    """Each place in the functions of a module, below the name of its function."""
    for name, function in list_functions(tree):
        for place in list_places(function):
            yield name, *place


def make_mutants(path: Path) -> Iterator[Mutant]:
    """All mutants of a module."""
    for place, (name, holder, field, index) in enumerate(list_all_places(parse(path))):
        node = get(holder, field, index)
        for other, new in enumerate(change(node)):
            before, after = (ast.unparse(n).splitlines()[0] for n in (node, new))
            at: tuple[int, int] = (node.lineno, node.col_offset)  # type: ignore[attr-defined]
            yield Mutant(path, name, *at, before, after, place, other)


def draw(paths: Sequence[Path], count: int, seed: int) -> list[Mutant]:
    """Mutants of modules at random, one for each place."""
    generator = random.Random(seed)
    places: dict[tuple[Path, int, int, str], list[Mutant]] = {}
    for path in paths:
        for each in make_mutants(path):
            places.setdefault((path, each.line, each.column, each.before), []).append(each)
    keys = sorted(places)
    print(f"{min(count, len(keys))} of {len(keys)} places are changed", flush=True)
    return [generator.choice(places[key]) for key in generator.sample(keys, min(count, len(keys)))]


def find_code(code: CodeType, name: str, line: int) -> CodeType | None:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            if constant.co_qualname == name and constant.co_firstlineno == line:
                return constant
            if found := find_code(constant, name, line):
                return found
    return None


def apply_mutant(mutant: Mutant) -> None:
    """Put its code into the function object, which every module that imported it then runs."""
    name = ".".join(mutant.path.relative_to(HERE).with_suffix("").parts)
    importlib.import_module(name.removesuffix(".__init__"))
    module = compile(mutant.make_tree(), str(mutant.path), "exec", dont_inherit=True)
    for each in gc.get_objects():
        if isinstance(each, FunctionType) and each.__code__.co_filename == str(mutant.path):
            code = each.__code__
            if code.co_qualname == mutant.function:
                new = find_code(module, mutant.function, code.co_firstlineno)
                each.__code__ = new or code


class Runner:
    """A plugin of pytest that runs the collected tests in forks, once and then for each mutant."""

    def __init__(self, mutants: Sequence[Mutant], limit: float) -> None:
        self.mutants = mutants
        self.limit = limit

    def pytest_runtestloop(self, session: object) -> bool:
        """Run the tests in place of pytest's own loop."""
        items = session.items  # type: ignore[attr-defined]
        names: dict[Key, list[tuple[float, int]]] = {}
        with tempfile.TemporaryFile() as record:
            fork(partial(watch, items, record), 3600)
            record.seek(0)
            try:
                runs = pickle.load(record)
            except EOFError:
                raise SystemExit("the tests end without a record of what they call") from None
        for number, (passed, seconds, called) in enumerate(runs):
            for key in called if passed else ():
                names.setdefault(key, []).append((seconds, number))
        failed = sum(not passed for passed, *_ in runs)
        print(f"{len(items)} tests, {failed} of them fail without a mutant and are omitted")
        results: Counter[str] = Counter()
        for mutant in self.mutants:
            called_by = sorted(names.get((str(mutant.path), mutant.function), ()))
            chosen = [items[number] for _, number in called_by]
            status = fork(partial(try_mutant, mutant, chosen), self.limit) if chosen else 0
            result = "survived" if chosen else "not called"
            results[result if status == 0 else "noticed"] += 1
            if status == 0:
                print(f"{result} ({len(chosen)} tests): {mutant}", flush=True)
        print(", ".join(f"{number} {result}" for result, number in results.most_common()))
        return True


def fork(work: Callable[[], int], limit: float) -> int | None:
    """The exit status of work in a fork with no output, None if it had to be ended."""
    child = os.fork()
    if not child:
        os.setsid()
        empty = os.open(os.devnull, os.O_RDWR)
        for descriptor in range(3):
            os.dup2(empty, descriptor)
        try:
            os._exit(work())
        except BaseException:  # noqa: BLE001, the fork ends here and nowhere else
            os._exit(2)
    end = time.monotonic() + limit
    while time.monotonic() < end:
        found, status = os.waitpid(child, os.WNOHANG)
        if found:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.02)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None


def run(items: Sequence[object], number: int) -> bool:
    """Run a test; whether it passed."""
    from _pytest.runner import runtestprotocol

    following = items[number + 1] if number + 1 < len(items) else None
    reports = runtestprotocol(items[number], log=False, nextitem=following)  # type: ignore[arg-type]
    return not any(report.failed for report in reports)


def try_mutant(mutant: Mutant, items: Sequence[object]) -> int:
    """Exit status 1 if a test fails."""
    apply_mutant(mutant)
    return 1 if any(not run(items, number) for number in range(len(items))) else 0


def watch(items: Sequence[object], record: object) -> int:
    """Write for each test whether it passes, its seconds, and the functions that it calls."""
    called: set[Key] = set()
    root = str(HERE / "git_report")

    def note(frame: FrameType, event: str, _: object) -> None:
        code = frame.f_code
        if event == "call" and code.co_filename.startswith(root):
            called.add((code.co_filename, code.co_qualname.partition(".<locals>")[0]))

    threading.setprofile(note)
    runs = []
    for number in range(len(items)):
        called.clear()
        sys.setprofile(note)
        start = time.monotonic()
        passed = run(items, number)
        runs.append((passed, time.monotonic() - start, frozenset(called)))
    sys.setprofile(None)
    pickle.dump(runs, record)  # type: ignore[arg-type]
    record.flush()  # type: ignore[attr-defined]
    return 0


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("package")
    parser.add_argument("--module", action="append", help="only modules of this name")
    parser.add_argument("--only", metavar="FILE:LINE", help="all mutants of a line")
    parser.add_argument("--tests", action="append", default=[], help="tests that run as well")
    parser.add_argument("--slow", action="store_true", help="also tests marked slow")
    parser.add_argument("--count", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--limit", type=float, default=120, help="seconds for a mutant")
    options = parser.parse_args()
    os.environ.setdefault("HYPOTHESIS_PROFILE", "quick")
    os.chdir(HERE)
    paths = sorted((HERE / "git_report" / options.package).rglob("*.py"))
    if options.module:
        paths = [path for path in paths if path.stem in options.module]
    if options.only:
        name, _, line = options.only.rpartition(":")
        mutants = [
            each
            for path in paths
            if path.name == Path(name).name
            for each in make_mutants(path)
            if each.line == int(line)
        ]
    else:
        mutants = draw(paths, options.count, options.seed)
    import pytest

    with tempfile.TemporaryDirectory() as scratch:
        os.environ["PYTEST_DEBUG_TEMPROOT"] = scratch
        tests = [f"tests/{options.package}", *options.tests]
        options_of_pytest = ["-q", "-s", "-p", "no:cacheprovider"]
        if not options.slow:
            options_of_pytest += ["-m", "not slow"]
        pytest.main([*options_of_pytest, *tests], plugins=[Runner(mutants, options.limit)])


if __name__ == "__main__":
    main()
