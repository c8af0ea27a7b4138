"""What is claimed of questions: the arrays behind it agree with what single draws show, and nothing sound is refused."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qbank import source
from qbank.authoring.bank import read_model
from qbank.authoring.schema import ItemModel
from qbank.checking.certificate import Certificate, certify
from qbank.content import Number, figure
from qbank.expressions.ratios import Ratios
from qbank.generation.figures import LONGEST, digits, halfway

HEAD = "title: T\nobjectives: [a.b]\nbloom: apply\n"
SUM = "parts: [{type: numeric, prompt: What is the sum?, answer: a + b}]"


def checked(fields: str, stem: str = "'{{ a }} {{ b }}'", parts: str = SUM) -> Certificate:
    before = "parameters: {a: {from: 1, to: 9}, b: {from: 1, to: 9}}\n" if "parameters" not in fields else ""
    text = f"{HEAD}{before}{fields}\nstem: {stem}\n{parts}\n"
    return certify(read_model(ItemModel, source.parse(text, "q.yaml"), "q"))


def kinds(certificate: Certificate) -> list[str]:
    return [finding.kind for finding in certificate.findings]


@given(st.lists(st.fractions(max_denominator=10**6), min_size=1, max_size=20), st.sampled_from(["plain", "fraction"]))
def test_the_digits_of_many_numbers_are_those_that_are_written(values: list[Fraction], style: str) -> None:
    written = []
    for value in values:
        shown = figure(Number(value, None, style))  # type: ignore[arg-type]
        written.append(len(f"{shown.digits}{shown.denominator}".replace(".", "")))
    counted = digits(Ratios.of(values), None, style).tolist()  # type: ignore[arg-type, union-attr]
    assert [min(one, LONGEST) for one in counted] == [min(one, LONGEST) for one in written]


@given(st.lists(st.fractions(max_denominator=200), min_size=1, max_size=20), st.integers(0, 3))
def test_a_number_is_halfway_where_rounding_it_up_and_down_is_equally_far(
    values: list[Fraction], decimals: int
) -> None:
    found = halfway(Ratios.of(values), decimals).tolist()  # type: ignore[union-attr]
    assert found == [value * 10**decimals % 1 == Fraction(1, 2) for value in values]


@pytest.mark.parametrize(
    ("stem", "sound"),
    [
        ("'{{ a }} {{ b }}, {{ percent(h / 100) }}'", True),
        ("'{{ a }} {{ b }}, {{ fixed(h, 0) }}'", True),
        ("""'{{ a }} {{ b }}, {{ "one" if h == 1 else "many" }}'""", False),
        ("""'{{ a }} {{ b }}, {{ "one" if h == 1 else "two" if h == 2 else "three" }}'""", True),
        ("'{{ a }} {{ b }}, {{ fixed(h / 10, 0) }}'", False),
        ("[{text: '{{ a }} {{ b }}'}, {text: Twice., when: h == 2}, {text: Thrice., when: h == 3}]", True),
    ],
)
def test_a_hidden_parameter_is_seen_where_the_page_tells_it(stem: str, sound: bool) -> None:
    fields = "parameters: {a: {from: 1, to: 9}, b: {from: 1, to: 9}, h: {from: 1, to: 3, hidden: true}}"
    parts = "parts: [{type: numeric, prompt: What?, answer: a + b * h}]"
    assert kinds(checked(fields, stem, parts)) == ([] if sound else ["unseen parameter"])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('"rises" if a > b else "falls"', ["tie"]),
        ('"falls" if not a > b else "rises"', ["tie"]),
        ('"falls" if b >= a else "rises"', []),
        ('"rises" if a > b else "falls" if a < b else "stays"', []),
        ('"stays" if a == b else "rises" if a > b else "falls"', []),
        ('"rises" if a > b else ""', []),
        ('"rises" if a > b and a > 3 else "falls"', ["tie", "tie"]),
        ('"rises" if a + 0.5 > b else "falls"', []),
        ('"large" if a > 8.5 else "small"', []),
        ("a if a > b else b", []),
    ],
)
def test_a_text_is_right_at_equality_or_it_is_told(text: str, found: list[str]) -> None:
    assert kinds(checked("hints: ['It {{ " + text + " }}.']")) == found


@pytest.mark.parametrize(
    ("options", "served"),
    [
        (("{{ fraction(a / 4) }}", "0.5"), 9 * 8),
        (("{{ fraction(a / 4) }}", "50 %"), 9 * 8),
        (("{{ fraction(a / 4) }}", "−0.5"), 9 * 9),
        (("{{ a }}", "{{ percent(b) }}"), 9 * 8),
        (("{{ fixed(percent(a / 30), 0) }}", "{{ fixed(percent(b / 30 + 0.001), 0) }}"), 9 * 9 - 9),
        (("{{ fixed(a / 3, 1) }}", "{{ b / 10 }}"), 9 * 9 - 2),
        (("{{ a if a > b else b }}", "{{ 2 * b if a > b else a }}"), 9 * 9 - 4 - 9),
    ],
)
def test_options_are_compared_as_numbers_however_they_look(options: tuple[str, str], served: int) -> None:
    texts = ", ".join(
        f"{{text: '{text}', correct: {right}}}" for text, right in zip(options, ("always", "never"), strict=True)
    )
    parts = f"parts: [{{type: single_choice, prompt: Which?, choices: [{texts}]}}]"
    found = checked("may_lose: 9/10", parts=parts)
    assert (kinds(found), found.valid) == ([], served)


def test_a_claim_can_be_allowed_and_is_then_silent() -> None:
    parts = "parts: [{type: numeric, prompt: What?, answer: a}]"
    assert kinds(checked("", parts=parts)) == ["copied key"]
    found = checked("allow: {copied-key: It is read off.}", parts=parts)
    assert (kinds(found), [one.name for one in found.warnings]) == ([], ["no-worked-test"])


def test_an_allowance_that_is_not_needed_is_told() -> None:
    assert "idle-allow" in [one.name for one in checked("allow: {copied-key: It is read off.}").warnings]


def test_what_is_lost_counts_against_what_where_leaves() -> None:
    parts = "parts: [{type: numeric, prompt: What?, answer: 'a / (b - 5)', decimals: 2}]"
    assert kinds(checked("", parts=parts)) == []
    assert kinds(checked("where: [b > 4]", parts=parts)) == []
    assert kinds(checked("where: [b > 4, b < 9]", parts=parts)) == ["lost draws"]
    assert kinds(checked("where: [b > 4, b < 9]\nmay_lose: 1/4", parts=parts)) == []
