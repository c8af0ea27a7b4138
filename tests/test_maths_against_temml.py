"""Our MathML beside that of temml, an independent converter: the same characters in the same structure.

temml is for development only: ``npm install temml`` in a folder, and QBANK_NODE_MODULES names its node_modules.
"""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from lxml import etree

from qbank.markup.mathml import mathml
from qbank.tex.parser import parse

FORMULAS = [
    r"r_t + \gamma V_\omega(\mathbf{x}, \mathbf{y}_{<t+1}) - V_\omega(\mathbf{x}, \mathbf{y}_{<t})",
    r"\hat{A}_t = \sum_{l=0}^{T-t-1} (\gamma\lambda)^l \delta_{t+l}",
    r"\left( -\frac12 \right)^2 + \tfrac{a+b}{c} x",
    r"\pi_\theta(a|s) \ne \pi(\cdot \mid s)",
    r"\mathbb{E}_t\left[\min(r_t(\theta)\hat{A}_t, \operatorname{clip}(r_t, 1-\epsilon, 1+\epsilon)\hat A_t)\right]",
    r"f(x)=\begin{cases} 1 & \text{if } x>0 \\ -x^2 & \text{otherwise}\end{cases}",
    r"s'_t + x^{\prime} = 0.95",
    r"\mathbb{E}\bigl[x\bigr]\Big|_{x=0}",
    r"-\log\sigma\left(\beta\log\frac{\pi_\theta(y_w|x)}{\pi_{\mathrm{ref}}(y_w|x)}\right)",
    r"D_{\mathrm{KL}}(p\|q) = \sum_x p(x)\log\frac{p(x)}{q(x)} := \int_0^1 x\,dx",
    r"\max_{a} Q^*(s',a) \quad \operatorname*{arg\,max}_a Q \gets \log_2 x \exp(-x)",
    r"\begin{aligned} a &= b + c \\ &- \frac{c}{d} \\ aaa &= 2 \end{aligned}",
    r"\lVert \boldsymbol\theta\rVert_2^2, \sqrt[3]{ab}, \sqrt 2, \|\bm{x}\|",
    r"\underbrace{a+b}_{\text{sum}} + \overbrace{c+d}^{n}",
    r"P\left(A \middle| \frac{B}{C}\right)",
    r"\begin{pmatrix} 1 & 2 \\ 3 & 4\end{pmatrix} \begin{bmatrix} a & b\\ c & d \end{bmatrix}",
    r"\mathcal{L} \mathbb{R} \mathrm{old} \mathbf{W} \boldsymbol{\alpha} \Gamma \nabla_\theta J \partial \infty",
    r"a \times b \div c \pm d \cdot e \odot f \oplus g / h * i \circ j",
    r"x \le y \ge z \approx w \equiv v \sim u \propto t \in S \notin Q \subset R \ll \gg",
    r"a \to b \leftarrow c \mapsto d \Rightarrow e \implies f",
    r"\forall s \in \mathcal{S}, \exists a: \pi(a\mid s) > 0",
    r"r_1, r_2, \ldots, r_T; \quad r_1 + \cdots + r_T",
    r"1{,}000 + 50\% \; x \, y \qquad \{ a, b \}",
    r"\prod_{i=1}^n p_i \bigcup_{i} A_i \lim_{x\to 0} f(x) = \Pr(X=x) \int_{0}^{\infty} e^{-x^2}",
    r"x^{-1} + x^{+} + [x]_+ + n! + A^\top B^{\dagger}",
    r"V(s) \leftarrow V(s) + \alpha \bigl( r + \gamma V(s') - V(s) \bigr)",
    r"\left\{ x \,\middle|\, x > \frac12 \right\} \left. \frac{df}{dx} \right|_{x=0} \lfloor x \rfloor \langle u, v \rangle",
    r"x^{y^{z}} + x_{i_j} + \sqrt{1 + \sqrt{\frac{a}{b}}}",
    r"\text{loss} = \text{<script>} - \mathrm{d}x",
    r"\min_{\theta} \max_{\phi} \mathbb{E}_{x \sim p}\left[ \frac{1}{N}\sum_{i=1}^{N} \ell(x_i) \right]",
    r"\bar{x} \tilde{y} \dot z \ddot z \vec{v} \check{c} \breve c",
]
SCRIPT = """
const temml = require(process.argv[1] + "/temml/dist/temml.cjs");
const formulas = JSON.parse(require("fs").readFileSync(0, "utf8"));
const options = {displayMode: true, xml: true, throwOnError: true};
process.stdout.write(JSON.stringify(formulas.map(formula => temml.renderToString(formula, options))));
"""
LEAVES = {"mi", "mn", "mo", "mtext"}
STRUCTURES = {"mfrac", "msqrt", "mroot", "msub", "msup", "msubsup", "munder", "mover", "munderover", "mtr", "mtd"}
INVISIBLE = dict.fromkeys(map(ord, "\u2061\u2062\u00a0\u2009\ufe0e "))
SAME = str.maketrans({"ˆ": "^", "⋅": "·", "∣": "|", "‾": "¯"})


def characters(source: str) -> str:
    """Everything that is drawn, in order, without spaces."""
    elements = etree.fromstring(source).iter()
    text = "".join(element.text or "" for element in elements if etree.QName(element).localname in LEAVES)
    return text.translate(INVISIBLE).translate(SAME)


def structures(source: str) -> list[str]:
    """The fractions, roots, scripts and tables, in order."""
    names = (etree.QName(element).localname for element in etree.fromstring(source).iter())
    return [name for name in names if name in STRUCTURES]


@pytest.fixture(scope="module")
def theirs() -> dict[str, str]:
    """What temml makes of each formula."""
    modules = os.environ.get("QBANK_NODE_MODULES", "")
    node = shutil.which("node")
    if node is None or not (Path(modules) / "temml" / "dist" / "temml.cjs").is_file():
        reason = "temml is missing: npm install temml, and name its node_modules in QBANK_NODE_MODULES"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    command = [node, "-e", SCRIPT, str(Path(modules).resolve())]
    done = subprocess.run(command, input=json.dumps(FORMULAS), text=True, capture_output=True, check=True, timeout=60)
    return dict(zip(FORMULAS, json.loads(done.stdout), strict=True))


@pytest.mark.parametrize("formula", FORMULAS)
def test_temml_draws_the_same(formula: str, theirs: dict[str, str]) -> None:
    ours = mathml(parse(formula), display=True)
    assert characters(ours) == characters(theirs[formula])
    assert structures(ours) == structures(theirs[formula])
