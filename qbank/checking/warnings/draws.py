"""Warnings about parameters, quantities, conditions and the draws that they leave."""

from collections.abc import Iterator

from qbank.checking.warnings.look import Look, Remark

FEW, SMALL = 50, 10


def unused_parameter(look: Look) -> Iterator[Remark]:
    """A parameter that nothing uses."""
    for name in look.compiled.model.parameters:
        if name not in look.compiled.used:
            hint = "show it, compute with it, or take it away"
            yield Remark(("parameters", name), f"nothing uses the parameter {name!r}", hint, at_key=True)


def unused_quantity(look: Look) -> Iterator[Remark]:
    """A quantity that nothing uses; what worked tests expect of it helps no student."""
    for name in look.compiled.model.let:
        if name not in look.compiled.used:
            hint = "show it, ask for it, or take it away"
            yield Remark(("let", name), f"nothing uses the quantity {name!r}", hint, at_key=True)


def idle_hidden(look: Look) -> Iterator[Remark]:
    """A hidden parameter on which nothing depends that anybody sees."""
    for name, parameter in look.compiled.model.parameters.items():
        if parameter.hidden and name in look.compiled.used and name not in look.compiled.felt:
            message = f"the hidden parameter {name!r} changes nothing that is shown or asked"
            yield Remark(
                ("parameters", name), message, "let a key or a text depend on it, or take it away", at_key=True
            )


def idle_condition(look: Look) -> Iterator[Remark]:
    """A condition that excludes no draw, where all of them were looked at."""
    space = look.compiled.space
    for number, source in enumerate(look.compiled.model.where):
        if space.exhaustive and not space.excluded.get(f"where {source}"):
            message = "this condition excludes no draw" + (" that those above leave" if number else "")
            yield Remark(("where", number), message, "take it away, or widen the parameters")


def few_draws(look: Look) -> Iterator[Remark]:
    """Too few draws for a class in which everybody gets another one."""
    count = look.compiled.space.count
    if count < FEW and look.varies:
        message = f"there are only {count} different draws, fewer than {FEW}"
        yield Remark(("parameters",), message, "give the parameters more values, or loosen 'where'", at_key=True)


def small_stratum(look: Look) -> Iterator[Remark]:
    """A stratum that is soon used up, after which the others take its turn."""
    for number, size in enumerate(look.compiled.space.sizes):
        if look.compiled.model.strata and 0 < size < SMALL:
            message = f"this stratum has only {size:,} of {look.compiled.space.count:,} draws"
            yield Remark(("strata", number), message, "widen the parameters, or join it with another stratum")
