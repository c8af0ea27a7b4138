"""What each LaTeX command of the subset stands for: letters, operators, names, accents, spaces, brackets, fonts.

The first command listed for a character is the one written back (``\\leq`` is read, ``\\le`` is written).
"""

from qbank.tex.tree import Face, Letter, Name, Operator, Role


def _pairs(table: str) -> dict[str, str]:
    """Words in twos: a command and its character."""
    words = table.split()
    return dict(zip(words[::2], words[1::2], strict=True))


_SMALL_GREEK = _pairs("""
    alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι kappa κ lambda λ mu μ
    nu ν xi ξ pi π varpi ϖ rho ρ varrho ϱ sigma σ varsigma ς tau τ upsilon υ phi ϕ varphi φ chi χ psi ψ omega ω
    partial ∂
""")
_CAPITAL_GREEK = _pairs("Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω")
_SIGNS = _pairs("nabla ∇ infty ∞ ell ℓ forall ∀ exists ∃ emptyset ∅ varnothing ∅ top ⊤ bot ⊥ hbar ℏ Re ℜ Im ℑ")

BINARY = _pairs("""
    + + - − cdot · times × div ÷ pm ± mp ∓ * ∗ ast ∗ star ⋆ circ ∘ bullet ∙ cup ∪ cap ∩ setminus ∖ wedge ∧ land ∧
    vee ∨ lor ∨ oplus ⊕ ominus ⊖ otimes ⊗ odot ⊙ / /
""")
RELATION = _pairs("""
    = = < < lt < > > gt > := := : : le ≤ leq ≤ ge ≥ geq ≥ ne ≠ neq ≠ approx ≈ equiv ≡ sim ∼ simeq ≃ cong ≅ propto ∝
    in ∈ notin ∉ ni ∋ subset ⊂ subseteq ⊆ supset ⊃ supseteq ⊇ ll ≪ gg ≫ mid ∣ parallel ∥ perp ⟂ prec ≺ succ ≻
    preceq ⪯ succeq ⪰ to → rightarrow → gets ← leftarrow ← leftrightarrow ↔ mapsto ↦ uparrow ↑ downarrow ↓
    Rightarrow ⇒ Leftarrow ⇐ Leftrightarrow ⇔ implies ⟹ iff ⟺ longrightarrow ⟶ longleftarrow ⟵ longmapsto ⟼ models ⊨
    vdash ⊢
""")
PUNCTUATION = _pairs(", , ; ; colon :")
LARGE = _pairs("""
    sum ∑ prod ∏ int ∫ iint ∬ oint ∮ bigcup ⋃ bigcap ⋂ bigoplus ⨁ bigotimes ⨂ bigvee ⋁ bigwedge ⋀ coprod ∐
""")
ORDINARY = _pairs("""
    prime ′ ldots … dots … dotsc … cdots ⋯ dotsb ⋯ vdots ⋮ ddots ⋱ ! ! ? ? . . % % _ _ # # & & $ $ neg ¬ lnot ¬
    dagger †
""")
SIDE_LIMITS = frozenset("∫∬∮")
SIGNS = frozenset("+−±∓")

_NAMES_PLAIN = "log ln exp sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh arg deg dim ker hom lg"
_NAMES_LIMITS = "max min sup inf lim Pr det gcd"

LETTERS: dict[str, Letter] = (
    {command: Letter(text) for command, text in _SMALL_GREEK.items()}
    | {command: Letter(text, Face.UPRIGHT) for command, text in _CAPITAL_GREEK.items()}
    | {command: Letter(text, Face.UPRIGHT) for command, text in _SIGNS.items()}
)
OPERATORS: dict[str, Operator] = {
    command: Operator(text, role)
    for role, table in (
        (Role.BINARY, BINARY),
        (Role.RELATION, RELATION),
        (Role.PUNCTUATION, PUNCTUATION),
        (Role.LARGE, LARGE),
        (Role.ORDINARY, ORDINARY),
    )
    for command, text in table.items()
}
NAMES: dict[str, Name] = (
    {name: Name(name) for name in _NAMES_PLAIN.split()}
    | {name: Name(name, limits=True) for name in _NAMES_LIMITS.split()}
    | {"argmax": Name("arg max", limits=True), "argmin": Name("arg min", limits=True)}
)
_ACCENTS = "hat bar tilde dot ddot vec check breve overline underline widehat widetilde overbrace underbrace"
ACCENTS = frozenset(_ACCENTS.split())
SPACES: dict[str, float] = {
    ",": 3 / 18, ":": 4 / 18, ">": 4 / 18, ";": 5 / 18, "!": -3 / 18, " ": 0.25, "quad": 1.0, "qquad": 2.0,
    "thinspace": 3 / 18, "enspace": 0.5,
}  # fmt: skip
FONTS: dict[str, Face] = {
    "mathbf": Face.BOLD, "boldsymbol": Face.BOLD_ITALIC, "bm": Face.BOLD_ITALIC, "mathrm": Face.UPRIGHT,
    "mathit": Face.ITALIC, "mathbb": Face.DOUBLE, "mathbbm": Face.DOUBLE, "mathds": Face.DOUBLE,
    "mathcal": Face.SCRIPT, "mathscr": Face.SCRIPT,
}  # fmt: skip
TEXTS = frozenset({"text", "textrm", "textnormal", "mbox"})
FRACTIONS = frozenset({"frac", "tfrac", "dfrac"})

OPENING = {"(": "(", "[": "[", "\\{": "{", "\\lbrace": "{", "\\lvert": "|", "\\lVert": "‖", "\\langle": "⟨",
           "\\lfloor": "⌊", "\\lceil": "⌈", "\\lbrack": "["}  # fmt: skip
CLOSING = {")": ")", "]": "]", "\\}": "}", "\\rbrace": "}", "\\rvert": "|", "\\rVert": "‖", "\\rangle": "⟩",
           "\\rfloor": "⌋", "\\rceil": "⌉", "\\rbrack": "]"}  # fmt: skip
BARS = {"\\vert": "|", "\\Vert": "‖", "|": "|", "\\|": "‖"}
FENCES = OPENING | CLOSING | BARS | {".": "", "<": "⟨", ">": "⟩", "/": "/"}
SIZES = {"big": 1, "Big": 2, "bigg": 3, "Bigg": 4}

GRIDS: dict[str, tuple[str, str]] = {
    "cases": ("{", ""), "aligned": ("", ""), "matrix": ("", ""), "pmatrix": ("(", ")"), "bmatrix": ("[", "]"),
    "vmatrix": ("|", "|"),
}  # fmt: skip

STRUCTURES = (
    FRACTIONS
    | TEXTS
    | ACCENTS
    | {"sqrt", "operatorname", "left", "right", "middle", "begin", "end"}
    | {size + side for size in SIZES for side in ("", "l", "r", "m")}
)


def known_commands() -> list[str]:
    """Every command that is read, without its backslash, in alphabetical order.

    >>> "frac" in known_commands(), "def" in known_commands()
    (True, False)
    """
    bracket_names = {name[1:] for name in FENCES if len(name) > 2}
    words = {*LETTERS, *OPERATORS, *NAMES, *SPACES, *FONTS, *STRUCTURES, *bracket_names}
    return sorted(word for word in words if word.isalpha())


def _source(command: str) -> str:
    """A command as it is typed: ``+`` as itself, ``%`` and words after a backslash."""
    return command if command in set("+-*/=<>:,;!?.") or command == ":=" else f"\\{command}"


LETTER_SOURCE: dict[str, str] = {}
for _command, _letter in LETTERS.items():
    LETTER_SOURCE.setdefault(_letter.text, f"\\{_command}")

OPERATOR_SOURCE: dict[tuple[str, Role], str] = {}
for _command, _operator in OPERATORS.items():
    OPERATOR_SOURCE.setdefault((_operator.text, _operator.role), _source(_command))

TYPED: dict[str, Letter | Operator] = {letter.text: letter for letter in reversed(LETTERS.values())}
for _operator in reversed(OPERATORS.values()):
    TYPED[_operator.text] = _operator
for _character in "%_#&$":
    del TYPED[_character]
TYPED |= {character: OPERATORS[character] for character in "+-*/=<>:,;!?."}
TYPED[":="] = OPERATORS[":="]

_LATIN = {character: Letter(character) for character in "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"}


def letter(character: str) -> Letter:
    """The italic Latin letter of a character (one shared record)."""
    return _LATIN[character]
