"""``@formula``: one function, one formula, with its source, its misconceptions and its general equation.

A body is plain arithmetic on whatever it is given, so one definition serves exact numbers, balls, arrays of draws and
Terms:

* called with numbers (or their text), it computes;
* called with a Term among its arguments, it gives ``Call``, the formula by name, which ``trace`` opens.

Where a body works on lists, it is traced at their length; its general equation is declared beside it (``equation=``) and
a test shows that the two agree for T = 1..4. The equation of a list says what stands at an index: its last parameters, which
the formula does not have, are the names of the indices.
"""

import ast
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from typing import Any, Literal

from msgspec import Struct

from qbank.errors import Undefined
from qbank.rl.arithmetic import Quantity
from qbank.rl.domains import Span, domain
from qbank.rl.signature import Parameter, ValueKind, check_shapes, elements, result_kind, signature_of
from qbank.term import Call, Items, Over, Sum, Sym, Term, lift

Body = Callable[..., Quantity]
Basis = Literal["slip"] | str

MODULES = (
    "returns",
    "bootstrapped_returns",
    "average_reward",
    "bellman",
    "action_value_backups",
    "td",
    "td_updates",
    "td_control",
    "eligibility_traces",
    "exploration",
    "bandits",
    "gae",
    "advantages",
    "group_advantages",
    "value_losses",
    "critics",
    "linear_values",
    "td_fixed_point",
    "policy_gradient",
    "reinforce",
    "entropy",
    "ppo",
    "ppo_losses",
    "kl",
    "kl_estimators",
    "kl_control",
    "language_model",
    "token_policy_loss",
    "preferences",
    "direct_preference",
    "dpo_training",
    "best_of_n",
    "importance_sampling",
    "vtrace",
    "retrace",
)
"""The modules of this package that hold formulas."""


class Alternate(Struct, frozen=True):
    """Another rule in the place of a formula: a misconception, or a convention that is right elsewhere.

    ``basis`` is the source that reports it, or ``slip`` for a plausible oversight.
    """

    name: str
    feedback: str
    basis: str
    body: Body


@dataclass(eq=False, slots=True)
class Formula:
    """A formula: call it, trace it, or list its misconceptions and conventions."""

    name: str
    summary: str
    source: str
    signature: tuple[Parameter, ...]
    result: ValueKind
    body: Body
    equation: Body | None = None
    own_domains: Mapping[str, Span] = field(default_factory=dict)
    misconceptions: dict[str, Alternate] = field(default_factory=dict)
    conventions: dict[str, Alternate] = field(default_factory=dict)

    @property
    def __doc__(self) -> str | None:  # type: ignore[override]
        """The body's docstring."""
        return self.body.__doc__

    @property
    def parameters(self) -> tuple[str, ...]:
        """The parameters' names, in order."""
        return tuple(one.name for one in self.signature)

    @property
    def lists(self) -> frozenset[str]:
        """The parameters that are lists or tables."""
        return frozenset(one.name for one in self.signature if one.kind in ("list", "table"))

    @property
    def defaults(self) -> Mapping[str, Term]:
        """What parameters are that need not be given."""
        return {one.name: one.as_term(one.default) for one in self.signature if one.default is not None}

    def domain(self, parameter: str) -> Span:
        """Where a parameter's values lie."""
        return self.own_domains.get(parameter) or domain(parameter)

    def __call__(self, *positional: object, **named: object) -> Quantity:
        """The value for numbers (text such as "0.9" is read exactly); for Terms, the call as a Term.

        TypeError for floats, which are not exact, and for arguments that do not fit the parameters; ExpressionError for
        lists whose lengths do not belong together, and for words that a convention does not have; Undefined where
        there is no value.
        """
        bound = inspect.signature(self.body).bind(*positional, **named)
        bound.apply_defaults()
        given = bound.arguments
        if any(_is_term(value) for value in given.values()):
            return Call(self.name, tuple((one.name, one.as_term(given[one.name])) for one in self.signature))
        values = {one.name: one.as_number(given[one.name]) for one in self.signature}
        check_shapes(self.name, self.signature, values)
        return self.value(values)

    def value(self, values: Mapping[str, Any], instead: str | None = None) -> Quantity:
        """The value for exact numbers, by the body or by an alternate's; Undefined where there is none.

        >>> from qbank.rl.td import td_target
        >>> td_target.value({"reward": 1, "discount": 1, "next_value": 2}, "td_target.target_without_bootstrap")
        1
        """
        body = self.alternates[instead].body if instead else self.body
        try:
            return body(**values)
        except ZeroDivisionError as error:
            message = "a division by zero"
            raise Undefined(message) from error

    def trace(self, arguments: Mapping[str, Term], instead: str | None = None) -> Term:
        """The formula opened: its body, or an alternate's in its place, run on Terms; lists must have their length.

        >>> from qbank.rl.td import td_target
        >>> td_target.trace({"reward": Sym("r"), "discount": Sym("g"), "next_value": Sym("v")})
        Add(left=Sym(name='r'), right=Mul(left=Sym(name='g'), right=Sym(name='v')))
        """
        body = self.alternates[instead].body if instead else self.body
        given = {one.name: one.opened(arguments[one.name]) for one in self.signature}
        check_shapes(self.name, self.signature, given)
        return as_term(body(**given))

    @property
    def alternates(self) -> Mapping[str, Alternate]:
        """Misconceptions and conventions, by name."""
        return self.misconceptions | self.conventions

    @property
    def indices(self) -> tuple[str, ...]:
        """The names of the indices under which the equation gives one element of a list or table."""
        names = tuple(inspect.signature(self.equation).parameters) if self.equation else ()
        return tuple(name for name in names if name not in self.parameters)

    def general(self, **words: str) -> Term:
        """The equation over the formula's own parameter names, lists at any length; ``words`` choose conventions."""
        given = {one.name: words.get(one.name, one.default) if one.words else Sym(one.name) for one in self.signature}
        return as_term((self.equation or self.body)(**given, **{name: Sym(name) for name in self.indices}))

    def example(self) -> dict[str, Any]:
        """The arguments of the worked example: those of the first call in the docstring.

        >>> from qbank.rl.td import td_target
        >>> td_target.example()
        {'reward': '0.5', 'discount': '0.9', 'next_value': '1'}
        """
        import doctest  # 14 ms, and not needed to compute

        for shown in doctest.DocTestParser().get_examples(self.summary):
            for node in ast.walk(ast.parse(shown.source)):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == self.name:
                    named = {word.arg: ast.literal_eval(word.value) for word in node.keywords if word.arg}
                    bound = inspect.signature(self.body).bind(*map(ast.literal_eval, node.args), **named)
                    bound.apply_defaults()
                    return dict(bound.arguments)
        message = f"the docstring of {self.name!r} shows no call of it"
        raise LookupError(message)

    def misconception(self, feedback: str, *, basis: Basis) -> Callable[[Body], Body]:
        """Register a wrong rule: a function with the formula's own parameters.

        ``feedback`` says what was done and what to do instead.
        """
        return self._register(self.misconceptions, feedback, basis)

    def convention(self, feedback: str, *, basis: Basis) -> Callable[[Body], Body]:
        """Register what is right under another convention: a function with the formula's own parameters.

        ``feedback`` says which convention that is, and ``basis`` who follows it.
        """
        return self._register(self.conventions, feedback, basis)

    def _register(self, alternates: dict[str, Alternate], feedback: str, basis: Basis) -> Callable[[Body], Body]:
        def register(body: Body) -> Body:
            parameters = tuple(inspect.signature(body).parameters)
            if parameters != self.parameters:
                message = f"{self.name}.{body.__name__} takes {parameters}, not {self.parameters}"
                raise TypeError(message)
            name = f"{self.name}.{body.__name__}"
            alternates[name] = Alternate(name, feedback, basis, body)
            return body

        return register


def formula(
    *, source: str, equation: Body | None = None, domains: Mapping[str, Span] | None = None
) -> Callable[[Body], Formula]:
    """The formula that a function is the body of, by its name.

    ``source`` is the paper or book with the equation's number, ``equation`` the general form of a formula on lists, and
    ``domains`` say where parameters lie that do not lie where others of their name do (``qbank.rl.domains``).
    """

    def made(body: Body) -> Formula:
        signature, result = signature_of(body), result_kind(body)
        summary = inspect.getdoc(body) or ""
        return Formula(body.__name__, summary, source, signature, result, body, equation, domains or {})

    return made


@cache
def formulas() -> Mapping[str, Formula]:
    """Every formula, by name, in the order of the modules.

    >>> "td_error" in formulas()
    True
    """
    modules = [import_module(f"qbank.rl.{name}") for name in MODULES]
    values = [(module, value) for module in modules for value in vars(module).values()]
    return {
        value.name: value
        for module, value in values
        if isinstance(value, Formula) and value.body.__module__ == module.__name__
    }


def open_call(call: Call) -> Term:
    """The body of the formula, or of the misconception (``td_error.undiscounted``), that a Term calls.

    >>> from qbank.rl.td import td_target
    >>> open_call(Call("td_target.target_without_bootstrap", td_target(Sym("r"), Sym("g"), Sym("v")).arguments))
    Sym(name='r')
    """
    name = call.name.partition(".")[0]
    return formulas()[name].trace(dict(call.arguments), call.name if call.name != name else None)


def as_term(value: Any) -> Term:
    """What a body gave back, as a Term; lists and tables as Items."""
    return Items(tuple(map(as_term, value))) if isinstance(value, (list, tuple)) else lift(elements(value))


def sigma(index: str, first: Quantity, last: Quantity, body: Callable[[Term], Quantity]) -> Term:
    """The Term of a sum at any length, for general equations: ``body`` at the index from ``first`` to ``last``.

    >>> sigma("t", 0, Sym("n"), lambda t: Sym("rewards")[t]).body
    Index(base=Sym(name='rewards'), index=Sym(name='t'))
    """
    return Sum(index, lift(first), lift(last), lift(body(Sym(index))))


def over(function: str, index: str, first: Quantity, last: Quantity, body: Callable[[Term], Quantity]) -> Term:
    """The Term of a ``product``, a ``max`` or an ``argmax`` at any length, as ``sigma`` is of a sum.

    >>> over("max", "a", 0, Sym("n"), lambda a: Sym("action_values")[a]).function
    'max'
    """
    return Over(function, index, lift(first), lift(last), lift(body(Sym(index))))


def _is_term(value: object) -> bool:
    return isinstance(value, Term) or (isinstance(value, (list, tuple)) and any(map(_is_term, value)))
