"""The words for what a formula shows, as an English screen reader says them."""

from unicodedata import name as unicode_name

SIGNS = {
    "+": "plus", "−": "minus", "·": "times", "×": "times", "÷": "divided by", "±": "plus or minus",
    "∓": "minus or plus", "∗": "asterisk", "⋆": "star", "∘": "composed with", "∙": "bullet", "∪": "union",
    "∩": "intersection", "∖": "set minus", "∧": "and", "∨": "or", "⊕": "circled plus", "⊖": "circled minus",
    "⊗": "tensor", "⊙": "elementwise times", "/": "divided by",
    "=": "equals", "<": "less than", ">": "greater than", ":=": "is defined as", ":": "colon", "≤": "at most",
    "≥": "at least", "≠": "not equal to", "≈": "approximately equals", "≡": "is identical to", "∼": "distributed as",
    "≃": "is asymptotic to", "≅": "is congruent to", "∝": "proportional to", "∈": "in", "∉": "not in",
    "∋": "contains", "⊂": "subset of", "⊆": "subset of or equal to", "⊃": "superset of",
    "⊇": "superset of or equal to", "≪": "much less than", "≫": "much greater than", "∣": "given",
    "∥": "parallel to", "⟂": "perpendicular to", "≺": "precedes", "≻": "succeeds", "⪯": "precedes or equals",
    "⪰": "succeeds or equals", "→": "to", "←": "becomes", "↔": "left right arrow", "↦": "maps to",
    "↑": "up arrow", "↓": "down arrow", "⇒": "implies", "⇐": "is implied by", "⇔": "double arrow",
    "⟹": "therefore implies", "⟺": "if and only if", "⟶": "long arrow to", "⟵": "long arrow from",
    "⟼": "long maps to", "⊨": "models", "⊢": "proves", ",": ",", ";": ";", "…": "dot dot dot",
    "⋯": "centred dot dot dot", "⋮": "vertical dots", "⋱": "diagonal dots", "!": "factorial", "?": "question mark",
    ".": "point", "%": "percent", "_": "underscore", "#": "number sign", "&": "ampersand", "$": "dollar",
    "¬": "not", "†": "dagger", "′": "prime",
}  # fmt: skip
LARGE = {
    "∑": "sum", "∏": "product", "∫": "integral", "∬": "double integral", "∮": "contour integral", "⋃": "union",
    "⋂": "intersection", "⨁": "direct sum", "⨂": "tensor product", "⋁": "disjunction", "⋀": "conjunction",
    "∐": "coproduct",
}  # fmt: skip
BRACKETS = {
    "(": "open paren", ")": "close paren", "[": "open bracket", "]": "close bracket", "{": "open brace",
    "}": "close brace", "⟨": "open angle", "⟩": "close angle", "⌊": "open floor", "⌋": "close floor",
    "⌈": "open ceiling", "⌉": "close ceiling", "|": "bar", "‖": "double bar", "/": "slash",
}  # fmt: skip
OPENED = {"|": "the absolute value of", "‖": "the norm of"}
CLOSED = {"|": "end absolute value", "‖": "end norm"}
NAMES = {"max": "maximum", "min": "minimum", "ln": "natural log", "Pr": "probability", "lim": "limit", "inf": "infimum",
         "sup": "supremum"}  # fmt: skip
ACCENTS = {"widehat": "wide hat", "widetilde": "wide tilde", "vec": "vector", "ddot": "double dot",
           "overbrace": "over brace", "underbrace": "under brace"}  # fmt: skip
POWERS = {"2": "squared", "3": "cubed", "⊤": "transpose", "∗": "star", "⋆": "star operator", "′": "prime"}
LETTERS = {
    "∂": "partial", "∇": "nabla", "∞": "infinity", "ℓ": "script l", "∀": "for all", "∃": "there exists",
    "∅": "the empty set", "⊤": "top", "⊥": "bottom", "ℏ": "h bar", "ℜ": "real part", "ℑ": "imaginary part",
    "ϵ": "epsilon", "ε": "variant epsilon", "ϑ": "variant theta", "ϖ": "variant pi", "ϱ": "variant rho",
    "ς": "final sigma", "ϕ": "phi", "φ": "variant phi", "λ": "lambda",
}  # fmt: skip


def letter_word(character: str) -> str:
    """A letter as it is said: Greek ones by name, others as themselves.

    >>> letter_word("γ"), letter_word("Γ"), letter_word("V")
    ('gamma', 'capital gamma', 'V')
    """
    if said := LETTERS.get(character):
        return said
    if not "Α" <= character <= "ω":
        return character
    *_, size, _, word = unicode_name(character).split()
    return f"capital {word.lower()}" if size == "CAPITAL" else word.lower()
