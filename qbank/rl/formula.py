"""``@formula``: one function, one formula, with its source, its misconceptions and its general equation.

A body is plain arithmetic on whatever it is given, so one definition serves exact numbers, balls, arrays of draws and
Terms:

* called with numbers (or their text), it computes;
* called with a Term among its arguments, it gives ``Call``, the formula by name, which ``trace`` opens.

Where a body works on lists, it is traced at their length; its general equation is declared beside it (``equation=``) and
a test shows that the two agree for T = 1..4.
"""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from importlib import import_module
from typing import Any, Literal

from msgspec import Struct

from qbank.rl.arithmetic import Quantities, Quantity
from qbank.term import Call, Items, Sym, Term, lift

Body = Callable[..., Quantity]
Basis = Literal["slip"] | str

MODULES = ("returns", "td")
"""The modules of this package that hold formulas."""

_registered: dict[str, "Formula"] = {}


class Misconception(Struct, frozen=True):
    """A wrong rule that students really apply, in the place of a formula.

    ``basis`` is the source that reports it, or ``slip`` for a plausible oversight.
    """

    name: str
    feedback: str
    basis: str
    body: Body


@dataclass(eq=False, slots=True)
class Formula:
    """A formula: call it, trace it, or list its misconceptions."""

    name: str
    summary: str
    source: str
    parameters: tuple[str, ...]
    lists: frozenset[str]
    body: Body
    equation: Body | None = None
    misconceptions: dict[str, Misconception] = field(default_factory=dict)

    @property
    def __wrapped__(self) -> Body:
        """The body, so that its doctests are found."""
        return self.body

    @property
    def __doc__(self) -> str | None:  # type: ignore[override]
        """The body's docstring."""
        return self.body.__doc__

    def __call__(self, *positional: object, **named: object) -> Quantity:
        """The value for numbers (text such as "0.9" is read exactly); for Terms, the call as a Term.

        TypeError for floats, which are not exact, and for arguments that do not fit the parameters.
        """
        bound = inspect.signature(self.body).bind(*positional, **named).arguments
        if any(_is_term(value) for value in bound.values()):
            return Call(self.name, tuple((name, _as_term(bound[name])) for name in self.parameters))
        return self.body(**{name: _as_number(value) for name, value in bound.items()})

    def trace(self, arguments: Mapping[str, Term], misconception: str | None = None) -> Term:
        """The formula opened: its body, or a misconception's in its place, run on Terms; lists must have their length.

        >>> from qbank.rl.td import td_target
        >>> td_target.trace({"reward": Sym("r"), "discount": Sym("g"), "next_value": Sym("v")})
        Add(left=Sym(name='r'), right=Mul(left=Sym(name='g'), right=Sym(name='v')))
        """
        body = self.misconceptions[misconception].body if misconception else self.body
        given = {name: value.items if isinstance(value, Items) else value for name, value in arguments.items()}
        return lift(body(**given))

    def general(self) -> Term:
        """The equation over the formula's own parameter names, lists at any length."""
        body = self.equation or self.body
        return lift(body(**{name: Sym(name) for name in self.parameters}))

    def misconception(self, feedback: str, *, basis: Basis) -> Callable[[Body], Body]:
        """Register a wrong rule: a function with the formula's own parameters.

        ``feedback`` says what was done and what to do instead.
        """

        def register(body: Body) -> Body:
            parameters = tuple(inspect.signature(body).parameters)
            if parameters != self.parameters:
                message = f"{self.name}.{body.__name__} takes {parameters}, not {self.parameters}"
                raise TypeError(message)
            name = f"{self.name}.{body.__name__}"
            self.misconceptions[name] = Misconception(name, feedback, basis, body)
            return body

        return register


def formula(*, source: str, equation: Body | None = None) -> Callable[[Body], Formula]:
    """Register a function as the formula of its name; ``source`` is the paper or book with the equation's number."""

    def register(body: Body) -> Formula:
        signature = inspect.signature(body).parameters
        lists = frozenset(name for name, parameter in signature.items() if parameter.annotation is Quantities)
        summary = inspect.getdoc(body) or ""
        made = Formula(body.__name__, summary, source, tuple(signature), lists, body, equation)
        _registered[made.name] = made
        return made

    return register


@cache
def formulas() -> Mapping[str, Formula]:
    """Every formula, by name, in the order of the modules.

    >>> "td_error" in formulas()
    True
    """
    for module in MODULES:
        import_module(f"qbank.rl.{module}")
    return dict(_registered)


def open_call(call: Call) -> Term:
    """The body of the formula, or of the misconception (``td_error.undiscounted``), that a Term calls.

    >>> from qbank.rl.td import td_target
    >>> open_call(Call("td_target.target_without_bootstrap", td_target(Sym("r"), Sym("g"), Sym("v")).arguments))
    Sym(name='r')
    """
    name = call.name.partition(".")[0]
    return formulas()[name].trace(dict(call.arguments), call.name if call.name != name else None)


def _is_term(value: object) -> bool:
    return isinstance(value, Term) or (isinstance(value, (list, tuple)) and any(map(_is_term, value)))


def _as_term(value: Any) -> Term:
    return Items(tuple(map(_as_term, value))) if isinstance(value, (list, tuple)) else lift(value)


def _as_number(value: Any) -> Quantity:
    if isinstance(value, (list, tuple)):
        return tuple(map(_as_number, value))
    if isinstance(value, float):
        message = f"{value!r} is not exact: write it as text, or as a Fraction"
        raise TypeError(message)
    return Fraction(value) if isinstance(value, (int, str)) else value
