"""One hand-made item for each interaction, a cloze and a carried answer: for tests of what writes and grades them."""

from fractions import Fraction

from qbank import content as c
from qbank.content import Gap, Number, Piece, Text, Tree
from qbank.interactions import (
    Choice,
    Domain,
    ExpressionEntry,
    ExtendedText,
    Interaction,
    Matching,
    MultipleChoice,
    NumericEntry,
    Ordering,
    ScoringPolicy,
    SingleChoice,
    Symbol,
    TextEntry,
    kind,
)
from qbank.item import Answer, Criterion, Item, Known, Literals, Pair, Part, Rubric, Slip, Working
from qbank.pictures import Action, Drawing, Outcome, Picture, Plot, State
from qbank.term import Call, Sym
from qbank.tex.parser import parse
from tests.examples import HOSTILE, words

ZERO, HALF, ONE = Fraction(0), Fraction(1, 2), Fraction(1)


def maths(source: str) -> Text:
    """One formula."""
    return Text((Piece(Tree((c.Paragraph((c.Maths(parse(source)),)),))),))


def item(id: str, parts: tuple[Part, ...], answers: tuple[Answer, ...], stem: Text | None = None) -> Item:
    """An item with something in every field."""
    return Item(
        id=id,
        seed="seed-2026",
        variant=3,
        title=f"Example of {id}",
        language="en",
        objectives=("rlhf.advantage.td-error",),
        tags=("advantage",),
        bloom="apply",
        points=sum((part.points for part in parts), ZERO),
        stem=words("A language model is fine-tuned with a critic.") if stem is None else stem,
        parts=parts,
        hints=(words("Read it twice."),),
        source="Sutton & Barto (2018), eq. 6.5",
        parameters=(
            ("reward", HALF),
            ("discount", Fraction(9, 10)),
            ("next_value", ONE),
            ("value", Fraction(6, 5)),
        ),
        quantities=(("advantage", Fraction(1, 5)),),
        answers=answers,
    )


def _alone(interaction: Interaction, answer: Answer, prompt: str, scoring: ScoringPolicy) -> Item:
    return item(
        kind(interaction).replace("_", "-"),
        (Part("answer", words(prompt), interaction, Fraction(2), scoring),),
        (answer,),
    )


REWARD, DISCOUNT, NEXT_VALUE, VALUE = Sym("reward"), Sym("discount"), Sym("next_value"), Sym("value")
SYMBOLS = (
    Symbol("reward", ("r_t", "r"), maths("r_t"), Domain((Fraction(-1), Fraction(1)), between=True)),
    Symbol("discount", ("γ",), maths("\\gamma"), Domain((Fraction(9, 10), Fraction(19, 20), Fraction(99, 100)))),
    Symbol("next_value", ("V(s_{t+1})", "V'"), maths("V(s_{t+1})"), Domain((ZERO, Fraction(3)), between=True)),
    Symbol("value", ("V(s_t)", "V"), maths("V(s_t)"), Domain((ZERO, Fraction(3)), between=True)),
)
ADVANTAGE = Call("td_error", (("reward", REWARD), ("discount", DISCOUNT), ("next_value", NEXT_VALUE), ("value", VALUE)))
UNDISCOUNTED = REWARD + NEXT_VALUE - VALUE
ALL = ScoringPolicy.ALL_OR_NOTHING

NUMERIC = _alone(
    NumericEntry(3, "nats"),
    Answer(
        "answer",
        Fraction(1, 5),
        words("Put the numbers in."),
        Fraction(1, 2000),
        Number(Fraction(1, 5), 3),
        (Known(Fraction(3, 10), ZERO, words("You left γ out."), "undiscounted", Number(Fraction(3, 10), 3)),),
        working=Working(ADVANTAGE, (Slip("td_error.undiscounted", formula="td_error"),)),
    ),
    "What is the advantage?",
    ALL,
)
EXPRESSION = _alone(
    ExpressionEntry(SYMBOLS),
    Answer(
        "answer",
        REWARD + DISCOUNT * NEXT_VALUE - VALUE,
        words("The target minus the value."),
        shown=maths("r_t+\\gamma V(s_{t+1})-V(s_t)"),
        known=(
            Known(
                UNDISCOUNTED,
                ZERO,
                words("The next value was left undiscounted."),
                "td_error.undiscounted",
                maths("r_t+V(s_{t+1})-V(s_t)"),
            ),
        ),
    ),
    "Write the one-step advantage.",
    ALL,
)
TEXT = _alone(
    TextEntry(),
    Answer(
        "answer",
        Literals(("value function", "critic"), typos=1),
        words("A critic estimates values."),
        known=(
            Known("baseline*", HALF, words("It serves as one, but has a name of its own."), "baseline"),
            Known("policy", ZERO, words("That is the actor."), "actor"),
        ),
    ),
    "What is the network called that predicts $V$?",
    ALL,
)
SINGLE = _alone(
    SingleChoice((Choice("a", words("Better than expected.")), Choice("b", words(f"Worse {HOSTILE}")))),
    Answer("answer", "a", words("It is positive."), known=(Known("b", ZERO, words("Look at the sign."), "sign"),)),
    "What does it say about the token?",
    ALL,
)
MULTIPLE = _alone(
    MultipleChoice(
        (
            Choice("a", words("The reward counts.")),
            Choice("b", maths("\\gamma V(s_{t+1})")),
            Choice("c", words("The length of the prompt counts.")),
            Choice("d", words("The value before counts.")),
        )
    ),
    Answer(
        "answer",
        ("a", "b", "d"),
        words("All of the TD error."),
        known=(
            Known("c", ZERO, words("It does not appear."), "length"),
            Known("b", ZERO, words("It is the next value.")),
        ),
    ),
    "What enters the advantage?",
    ScoringPolicy.RIGHT_MINUS_WRONG,
)
MATCHING = _alone(
    Matching(
        (Choice("a", words("Policy")), Choice("b", words("Value function")), Choice("c", maths("r_t"))),
        (
            Choice("1", words("estimates the return")),
            Choice("2", words("is what the environment pays")),
            Choice("3", words("chooses the token")),
            Choice("4", words("compares two answers")),
        ),
    ),
    Answer(
        "answer",
        (Pair("a", "3"), Pair("b", "1"), Pair("c", "2")),
        words("The actor acts, the critic estimates."),
        known=(Known(Pair("a", "1"), ZERO, words("That is the critic."), "actor_for_critic"),),
    ),
    "Match each name with its role.",
    ScoringPolicy.PER_PAIR,
)
ORDERING = _alone(
    Ordering(
        (
            Choice("a", words("Compute the target.")),
            Choice("b", words("Observe reward and next state.")),
            Choice("c", words("Move the value towards the target.")),
            Choice("d", words("Act.")),
        )
    ),
    Answer("answer", ("d", "b", "a", "c"), words("First act, then learn.")),
    "Put the steps of a value update in order.",
    ScoringPolicy.LONGEST_RUN,
)
EXTENDED = _alone(
    ExtendedText(12),
    Answer(
        "answer",
        Rubric(
            (
                Criterion(words("Says that the target is held constant."), ONE),
                Criterion(words("Says why."), ONE),
            ),
            words("Because the target is a label, not a function of the parameters."),
        ),
        words("See the model answer."),
    ),
    "Why is no gradient taken through the target?",
    ALL,
)

_ROW = tuple((c.Place(number),) for number in range(3))
CLOZE = item(
    "cloze",
    (
        Part("q_up", words("Q of up"), NumericEntry(2), ONE, inline=True),
        Part(
            "best",
            words("the greedy action"),
            SingleChoice((Choice("a", words("up")), Choice("b", words("left")))),
            ONE,
            inline=True,
        ),
        Part("name", words("name of the method"), TextEntry(), ONE, inline=True),
    ),
    (
        Answer("q_up", HALF, words("Move half way."), Fraction(1, 200), Number(HALF, 2)),
        Answer("best", "a", words("The largest value."), known=(Known("b", ZERO, words("That is smaller.")),)),
        Answer("name", Literals(("Q-learning", "Q learning")), words("Watkins, 1989.")),
    ),
    Text(
        (
            Piece(
                Tree(
                    (
                        c.Table(
                            ((c.Str("up"),), (c.Str("left"),)), (((c.Place(0),), (c.Place(1),)),), ("right", "right")
                        ),
                        c.Paragraph((c.Str("Greedy: "), c.Place(2), c.Str(". The method is "), c.Place(3), c.Str("."))),
                    )
                ),
                (Gap("q_up"), Number(Fraction(1, 4), 2), Gap("best"), Gap("name")),
            ),
        )
    ),
)
CARRIED = item(
    "carried",
    (
        Part("advantage", words("What is the advantage?"), NumericEntry(2), ONE),
        Part("loss", words("What is its square?"), NumericEntry(4), ONE),
    ),
    (
        Answer(
            "advantage",
            Fraction(1, 5),
            words("Put in."),
            Fraction(1, 200),
            Number(Fraction(1, 5), 2),
            working=Working(ADVANTAGE),
        ),
        Answer(
            "loss",
            Fraction(1, 25),
            words("Square it."),
            Fraction(1, 20000),
            Number(Fraction(1, 25), 4),
            working=Working(ADVANTAGE**2, follow=Sym("parts.advantage") ** 2, follow_credit=HALF),
        ),
    ),
)

DRAWING = Drawing(
    (State("s₁"), State("low <&>"), State("end", terminal=True)),
    (
        Action(0, "left", (Outcome(1, "", "2"),)),
        Action(0, "right", (Outcome(2, "0.25", "−1"), Outcome(0, "0.75", "0"))),
        Action(1, "stay", (Outcome(1, "", "0.5"),)),
    ),
)
LOSSES = Plot((Fraction(5, 2), Fraction(6, 5), Fraction(7, 10), Fraction(3, 4)), "epoch", "loss")


def pictured(picture: Picture, before: str) -> Text:
    """A paragraph, and a picture below it."""
    return Text((Piece(Tree((c.Paragraph((c.Str(before),)), c.BlockPlace(0))), (picture,)),))


PICTURES = item(
    "pictures",
    (Part("value", pictured(LOSSES, "Which loss is the last?"), NumericEntry(2), ONE),),
    (Answer("value", Fraction(3, 4), pictured(LOSSES, "Read it off."), Fraction(1, 200), Number(Fraction(3, 4), 2)),),
    pictured(DRAWING, "A process & its critic:"),
)

EXAMPLES: dict[str, Item] = {
    one.id: one
    for one in (NUMERIC, EXPRESSION, TEXT, SINGLE, MULTIPLE, MATCHING, ORDERING, EXTENDED, CLOZE, CARRIED, PICTURES)
}
