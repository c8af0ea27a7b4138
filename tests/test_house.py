"""The house keeps its promises about itself: light to import, small to read, nothing evaluated, the wheel whole."""

import ast
import importlib.util
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

import qbank
from tests.conftest import require

ROOT = Path(__file__).parents[1]
MODULES = sorted((ROOT / "qbank").rglob("*.py"))
SCRIPTS = sorted((ROOT / "templates").rglob("*.js"))
FORBIDDEN_CALLS = {"eval", "exec", "compile", "__import__", "sympify", "parse_expr"}
HEAVY = {"numpy", "sympy", "pydantic", "jinja2", "typst", "yaml", "markdown_it", "flint", "msgspec"}
REGISTRIES = ("pypi.org", "pythonhosted.org", "registry.npmjs.org", "npmmirror", "proxy.golang.org", "crates.io")
TEXTS = {".md", ".py", ".toml", ".yaml", ".jinja", ".typ", ".css", ".js", ".xml", ".json", ".txt", ""}


def loaded_by(statement: str) -> set[str]:
    """The packages that a fresh interpreter holds after a statement."""
    code = f"import sys\ntry:\n    {statement}\nexcept SystemExit: pass\nprint(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    return {name.partition(".")[0] for name in done.stderr.split()}


def trees() -> Iterator[tuple[Path, ast.Module]]:
    for file in MODULES:
        yield file.relative_to(ROOT), ast.parse(file.read_text(encoding="utf-8"))


def texts() -> Iterator[tuple[Path, str]]:
    """Every file of ours, but not what tools leave behind."""
    folders = ("qbank", "questions", "templates", "tests", ".ci")
    for file in (*ROOT.glob("*.*"), *(file for folder in folders for file in (ROOT / folder).rglob("*"))):
        if file.is_file() and file.suffix in TEXTS and "__pycache__" not in file.parts:
            yield file.relative_to(ROOT), file.read_text(encoding="utf-8", errors="replace")


def test_help_loads_nothing_heavy() -> None:
    loaded = loaded_by("sys.argv = ['qbank', '--help']; from qbank.cli.main import main; main()")
    assert "click" in loaded
    assert loaded & HEAVY == set()


def test_importing_the_package_loads_nothing_but_it() -> None:
    assert loaded_by("import qbank") & (HEAVY | {"click"}) == set()


def test_every_public_name_leads_somewhere() -> None:
    assert qbank.__all__ == sorted(qbank.__all__)
    assert [name for name in qbank.__all__ if getattr(qbank, name, None) is None] == []
    assert {"QbankError", "assemble", "generate", "load", "write"} <= set(qbank.__all__)
    with pytest.raises(AttributeError, match="has no attribute 'nonsense'"):
        _ = qbank.nonsense


def test_modules_are_at_most_400_lines() -> None:
    long = {
        str(file.relative_to(ROOT)): count
        for file in (*MODULES, *SCRIPTS)
        if (count := len(file.read_text().splitlines())) > 400
    }
    assert long == {}


def test_functions_are_at_most_40_lines() -> None:
    long = {
        f"{file}: {node.name}": length
        for file, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or 0) - node.lineno + 1) > 40
    }
    assert long == {}


def test_nothing_is_evaluated_or_left_undone() -> None:
    found = [
        f"{file}:{node.lineno}: {name}"
        for file, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Name | ast.Attribute)
        and (name := node.id if isinstance(node, ast.Name) else _of_module(node))
        in {*FORBIDDEN_CALLS, "NotImplementedError"}
    ]
    assert found == []


def _of_module(node: ast.Attribute) -> str:
    """``sympify`` of ``sympy.sympify``; methods such as ``re.compile`` and a parser's ``eval`` are something else."""
    return node.attr if isinstance(node.value, ast.Name) and node.value.id in {"sympy", "builtins"} else ""


def test_every_module_says_what_it_is_for() -> None:
    assert [str(file) for file, tree in trees() if not ast.get_docstring(tree)] == []


def test_no_file_names_a_package_registry() -> None:
    here = Path(__file__).relative_to(ROOT)
    named = [(str(file), host) for file, text in texts() for host in REGISTRIES if host in text and file != here]
    assert named == []


def test_no_file_names_a_folder_of_one_machine() -> None:
    here = Path(__file__).relative_to(ROOT)
    folders = ("/home/", "/Users/", "/root/", "C:\\Users")
    named = [(str(file), name) for file, text in texts() for name in folders if name in text and file != here]
    assert named == []


def test_every_entry_point_leads_somewhere() -> None:
    from qbank.question_types.question_type import question_types
    from qbank.writers.registry import formats

    assert {"html", "json", "moodle", "pdf"} <= set(formats())
    assert {"numeric", "single_choice"} <= set(question_types())


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What is in the wheel: each name and its content."""
    require(importlib.util.find_spec("hatchling"), "hatchling, which builds the wheel, is not installed")
    folder = tmp_path_factory.mktemp("wheel")
    code = f"import hatchling.build, json; print(json.dumps(hatchling.build.build_wheel({str(folder)!r})))"
    environment = os.environ | {"SOURCE_DATE_EPOCH": "1577836800"}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT, env=environment
    )
    with zipfile.ZipFile(folder / json.loads(done.stdout.splitlines()[-1])) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("name", ["questions", "templates"])
def test_a_wheel_holds_every_file_of_a_data_folder(wheel: dict[str, bytes], name: str) -> None:
    files = [file for file in (ROOT / name).rglob("*") if file.is_file()]
    assert files
    for file in files:
        packed = f"qbank/_{name}/{file.relative_to(ROOT / name).as_posix()}"
        assert wheel.get(packed) == file.read_bytes(), packed


def test_a_wheel_holds_every_module_and_no_test(wheel: dict[str, bytes]) -> None:
    assert {file.relative_to(ROOT).as_posix() for file in MODULES} <= set(wheel)
    assert [name for name in wheel if name.startswith(("tests", "questions", "templates"))] == []


def test_an_unpacked_wheel_works_by_itself(wheel: dict[str, bytes], tmp_path: Path) -> None:
    for name, content in wheel.items():
        (tmp_path / "site" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "site" / name).write_bytes(content)
    code = "from qbank.cli.main import main; import qbank, sys; assert 'site' in qbank.__file__, qbank.__file__; main()"
    words = ["build", "td-advantage", "--to", "html,moodle,pdf,json", "--seed", "1"]
    done = subprocess.run(
        [sys.executable, "-c", code, *words],
        check=False,
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(tmp_path / "site")},
    )
    assert (done.stderr, done.returncode) == ("", 0)
    assert (tmp_path / "out" / "td-advantage.pdf").read_bytes().startswith(b"%PDF")
