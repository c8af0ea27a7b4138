"""The command line, as text: tests/cases/commands/*.md, and the shapes of its JSON, which are a contract.

In a file of cases, a fenced block headed by a name (```` ```yaml mine/q.yaml ````) is a file that stands in the folder where the
commands run; a ``console`` block is one case, run in a folder of its own. ``pytest --accept`` rewrites the outputs.
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from qbank.rl.formula import formulas
from tests.commands import CONSOLE, FILE, Outcome, run, steps, subprocess_run

FOLDER = Path(__file__).parent / "cases" / "commands"

Run = Callable[[str], Outcome]
Record = dict[str, object]


def cases() -> Iterator[object]:
    for file in sorted(FOLDER.glob("*.md")):
        text = file.read_text(encoding="utf-8")
        for number, case in enumerate(CONSOLE.finditer(text)):
            line = text.count("\n", 0, case.start()) + 1
            yield pytest.param(file, number, id=f"{file.name}:{line}")


@pytest.fixture
def qbank(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command in a temporary folder."""
    monkeypatch.chdir(tmp_path)
    return lambda command: run(command, capsys)


def records(outcome: Outcome) -> list[Record]:
    assert (outcome.err, outcome.code) == ("", 0)
    found: list[Record] = json.loads(outcome.out)
    return found


@pytest.mark.parametrize(("file", "number"), list(cases()))
def test_a_command_prints_exactly_this(file: Path, number: int, accept: bool, qbank: Run) -> None:
    text = file.read_text(encoding="utf-8")
    for given in FILE.finditer(text):
        Path(given["name"]).parent.mkdir(parents=True, exist_ok=True)
        Path(given["name"]).write_text(given["text"], encoding="utf-8")
    case = list(CONSOLE.finditer(text))[number]
    actual = "".join(f"$ {command}\n{_lines(qbank(command))}" for command, _ in steps(case["console"]))
    expected = "".join(f"$ {command}\n{output}" for command, output in steps(case["console"]))
    if accept:
        file.write_text(text[: case.start("console")] + actual + text[case.end("console") :], encoding="utf-8")
    else:
        assert actual == expected


def _lines(outcome: Outcome) -> str:
    lines = "\n".join(line.rstrip() for line in str(outcome).rstrip("\n").split("\n"))
    return f"{lines}\n" if lines else ""


def test_a_process_of_its_own_prints_the_same(qbank: Run, tmp_path: Path) -> None:
    for command in ("qbank --version", "qbank list --type numeric", "qbank show td-advantag", "qbank nonsense"):
        done = subprocess_run(*command.split()[1:], cwd=tmp_path)
        assert Outcome(done.stdout, done.stderr, done.returncode) == qbank(command)


def test_objectives_have_these_fields(qbank: Run) -> None:
    wanted = {"objective", "name", "definition", "source", "prerequisites", "questions", "levels"}
    assert all(set(record) == wanted for record in records(qbank("qbank objectives --json")))


def test_list_has_these_fields(qbank: Run) -> None:
    for record in records(qbank("qbank list --json")):
        assert set(record) == {"item", "title", "objectives", "bloom", "types", "points", "variants"}
        assert isinstance(record["variants"], int)
        assert isinstance(record["points"], str)
        assert {type(record[name]) for name in ("objectives", "types")} == {list}


def test_list_is_empty_when_nothing_fits(qbank: Run) -> None:
    assert records(qbank("qbank list --objective nothing --json")) == []


def test_show_has_these_fields(qbank: Run) -> None:
    shown = json.loads(qbank("qbank show value-target --seed 1 --variant 3 --as json").out)
    assert (shown["item"], shown["seed"], shown["variant"]) == ("value-target", "1", 3)
    assert set(shown) >= {
        "title",
        "objectives",
        "bloom",
        "points",
        "parameters",
        "quantities",
        "stem",
        "parts",
        "hints",
    }
    assert {type(shown[name]) for name in ("title", "bloom", "points", "stem", "solution")} == {str}
    choice, number = shown["parts"]
    assert [choice["interaction"], number["interaction"]] == ["single_choice", "numeric_entry"]
    assert {"id", "prompt", "points", "key", "shown_key"} <= set(choice) & set(number)
    assert [option["correct"] for option in choice["choices"]].count(True) == 1
    assert all(set(option) >= {"id", "text", "misconception", "feedback"} for option in choice["choices"])
    assert choice["key"] in {option["id"] for option in choice["choices"]}
    assert number["tolerance"] == "1/2000"
    assert all(set(known) >= {"response", "feedback", "misconception"} for known in number["known"])


def test_exact_numbers_are_strings_and_lists_are_lists(qbank: Run) -> None:
    changes = "--set rewards=1,-1,3 --set discount=9/10"
    shown = json.loads(qbank(f"qbank show discounted-return {changes} --as json").out)
    assert shown["parameters"] == {"rewards": ["1", "-1", "3"], "discount": "9/10"}
    assert shown["quantities"] == {"return": "253/100"}
    assert shown["parts"][0]["key"] == "253/100"
    assert shown["parts"][0]["shown_key"] == "2.530"


def test_a_students_json_has_no_key(qbank: Run) -> None:
    shown = json.loads(qbank("qbank show value-target --as json --student").out)
    assert [shown[name] for name in ("parameters", "quantities", "solution")] == [{}, {}, ""]
    assert shown["seed"] == ""
    for part in shown["parts"]:
        assert not {"key", "shown_key", "tolerance", "known"} & set(part)
        assert all(set(option) == {"id", "text"} for option in part.get("choices", ()))


def test_check_has_these_fields(qbank: Run) -> None:
    for record in records(qbank("qbank check td-advantage value-target --json")):
        assert set(record) == {
            "item",
            "space",
            "valid",
            "excluded",
            "method",
            "looked_at",
            "coverage",
            "proved",
            "keys",
            "separability",
            "faults",
            "warnings",
            "silenced",
        }
        assert record["method"] in {"exhaustive", "sampled"}
        assert record["faults"] == []
        excluded = record["excluded"]
        assert isinstance(excluded, dict)
        assert record["space"] == record["valid"] + sum(excluded.values())


def test_a_fault_has_these_fields_also_when_its_file_cannot_be_read(qbank: Run) -> None:
    Path("bad.yaml").write_text("title: 3\ntitle: 4\n", encoding="utf-8")
    outcome = qbank("qbank check bad.yaml td-advantage --json")
    assert outcome.code == 1
    bad, good = json.loads(outcome.out)
    assert (bad["item"], good["item"], good["faults"]) == ("bad", "td-advantage", [])
    for fault in bad["faults"]:
        assert set(fault) == {"kind", "parameters", "draws", "roads", "message", "hint", "where", "length", "excerpt"}
    assert "bad.yaml:2:1" in [fault["where"] for fault in bad["faults"]]


def test_formulas_has_these_fields(qbank: Run) -> None:
    for record in records(qbank("qbank formulas --json")):
        fields = {"name", "equation", "tex", "source", "parameters", "kinds", "example", "regions"}
        assert set(record) == fields | {"misconceptions", "conventions"}
        assert {type(record[name]) for name in ("parameters", "misconceptions", "conventions")} == {list}
        misconceptions = record["misconceptions"]
        assert isinstance(misconceptions, list)
        assert all(set(wrong) == {"name", "feedback", "basis", "value"} for wrong in misconceptions)


def test_formats_has_these_fields(qbank: Run) -> None:
    for record in records(qbank("qbank formats --json")):
        assert set(record) == {
            "name",
            "ending",
            "summary",
            "keys",
            "usages",
            "again",
            "interactions",
            "types",
            "features",
        }
        assert record["keys"] in {"apart", "inside"}


def test_build_prints_the_report_that_it_writes(qbank: Run) -> None:
    printed = json.loads(qbank("qbank build td-advantage --to html,json --seed 1 --json").out)
    assert printed == json.loads(Path("out/report.json").read_text(encoding="utf-8"))
    assert [one["format"] for one in printed["formats"]] == ["html", "json"]


def test_what_was_written_although_it_is_unsound_stands_in_report_and_lock(qbank: Run) -> None:
    Path("mine").mkdir()
    Path("mine/objectives.yaml").write_text("a.b: {name: A, definition: B}\n", encoding="utf-8")
    Path("mine/q.yaml").write_text(
        "title: T\nobjectives: [a.b]\nbloom: apply\nparameters: {a: {from: 1, to: 60}}\nstem: Here is ${{ a }}$.\n"
        "parts: [{type: numeric, prompt: What?, answer: a + 1}]\ntests: [{given: {a: 1}, expect: {answer: 3}}]\n",
        encoding="utf-8",
    )
    build = "qbank build q --bank mine --to json --seed 1"
    assert qbank(f"{build} --replace").code == 1
    assert not Path("out").exists()
    assert qbank(f"{build} --force").code == 0
    told = [
        {
            "item": "q",
            "kind": "worked test",
            "message": "expected answer = 3, but answer = a + 1 = 1 + 1 = 2",
            "draws": 0,
        }
    ]
    for name in ("report.json", "quiz.lock"):
        assert json.loads(Path("out", name).read_text(encoding="utf-8"))["overridden"] == told


def test_without_a_seed_a_secret_one_is_drawn_and_shown(qbank: Run) -> None:
    seeds = {qbank(f"qbank build td-advantage --to json --out {n}").out.split("seed ")[1].split()[0] for n in "ab"}
    assert len(seeds) == 2
    assert all(len(seed) == 16 for seed in seeds)


def test_an_empty_seed_is_a_seed(qbank: Run) -> None:
    assert qbank('qbank build td-advantage --to json --seed ""').code == 0
    assert json.loads(Path("out/quiz.lock").read_text(encoding="utf-8"))["seed"] == ""


def test_formulas_are_listed_by_topic_each_with_what_it_is(qbank: Run) -> None:
    lines = qbank("qbank formulas").out.splitlines()
    for one in formulas().values():
        place = lines.index(f"  {one.name}({', '.join(one.parameters)})")
        assert lines[place + 1].strip() == one.summary.partition("\n")[0]


@pytest.mark.parametrize("name", formulas())
def test_a_formula_is_shown_with_every_rule_executed(qbank: Run, name: str) -> None:
    shown = qbank(f"qbank formulas {name}").out
    assert f"    {name} = " in shown
    for other in formulas()[name].alternates:
        assert f"    {other.rpartition('.')[2]} = " in shown
