"""The one renderer of pictures: SVG that any page, paper or file can hold, drawn in the colour of the text around it.

Arrow heads are shapes of their own and nothing has an id, so that many pictures stand on one page. Titles and descriptions
are inside, for screen readers.
"""

import math
import tempfile
from base64 import b64encode
from html import escape

from qbank.markup.bends import RADIUS, Curve, on_curve
from qbank.markup.curves import Axis, axis, shown_alike, whole_axis
from qbank.markup.layout import Label, layout, text_width
from qbank.pictures import Drawing, Picture, Plot, State, described, shown, title

FACE = "'Libertinus Serif', Charter, Georgia, serif"
SMALLEST = 0.68
"""To what part of its size a picture shrinks on a narrow screen before it scrolls."""
WIDTH, HEIGHT, TOP = 400, 190, 28
"""The size of a curve's area, and where it begins."""


def svg(picture: Picture) -> str:
    """A picture as an SVG element.

    >>> from fractions import Fraction
    >>> "<title>Curve of loss over step</title>" in svg(Plot((Fraction(1),), up="loss"))
    True
    """
    return _drawing(picture) if isinstance(picture, Drawing) else _plot(picture)


def image(picture: Picture) -> str:
    """A picture as an image of HTML that carries its SVG with it; a format that keeps files takes it out (``carried``).

    >>> from fractions import Fraction
    >>> image(Plot((Fraction(1),))).startswith('<img class="picture" src="data:image/svg+xml;base64,')
    True
    """
    data = b64encode(svg(picture).encode()).decode()
    return f'<img class="picture" src="data:image/svg+xml;base64,{data}" alt="{escape(" ".join(described(picture)))}">'


def png(picture: Picture, pixels_per_inch: int = 192) -> bytes:
    r"""A picture as PNG in black on white, for formats that take no SVG.

    >>> from fractions import Fraction
    >>> png(Plot((Fraction(1),)))[:4]
    b'\x89PNG'
    """
    return rasterized(svg(picture), pixels_per_inch)


def rasterized(drawn: str, pixels_per_inch: int = 192) -> bytes:
    """An SVG picture of ours as PNG."""
    import typst  # only where a picture must become one

    source = b'#set page(width: auto, height: auto, margin: 4pt)\n#image("picture.svg")'
    with tempfile.TemporaryDirectory() as empty:
        made = typst.compile(  # type: ignore[call-overload]  # its stub does not know that files may be given as a dict
            {"main.typ": source, "picture.svg": drawn.encode()},
            root=empty,
            font_paths=typst.Fonts(include_system_fonts=False),
            ignore_system_fonts=True,
            format="png",
            ppi=pixels_per_inch,
        )
    return bytes(made)


def framed(picture: Picture, frame: tuple[float, float, float, float], inside: list[str]) -> str:
    """The SVG element around shapes."""
    left, top, width, height = frame
    told = " ".join(described(picture))
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" class="picture" width="{_n(width)}" height="{_n(height)}"'
        f' style="min-width: {_n(SMALLEST * width)}px"'
        f' viewBox="{_n(left)} {_n(top)} {_n(width)} {_n(height)}" fill="none" stroke="currentColor" stroke-width="1.4"'
        f' font-family="{FACE}" font-size="15">'
    )
    return "".join([head, f"<title>{escape(title(picture))}</title><desc>{escape(told)}</desc>", *inside, "</svg>"])


def _n(number: float) -> str:
    """A coordinate to a tenth, without a sign before zero."""
    text = f"{number:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


# --- a process ---


def _drawing(drawing: Drawing) -> str:
    placed, texts = layout(drawing)
    inside = [_arrow(arrow.points, head=arrow.head) for arrow in placed.arrows]
    inside += [f'<circle cx="{_n(x)}" cy="{_n(y)}" r="4.5" fill="currentColor" stroke="none"/>' for x, y in placed.dots]
    inside += [_state(state, *point) for state, point in zip(drawing.states, placed.states, strict=True)]
    inside.append('<g fill="currentColor" stroke="none" text-anchor="middle">')
    inside += [_name(state, *point) for state, point in zip(drawing.states, placed.states, strict=True)]
    inside += [_label(label, texts) for label in placed.labels]
    return framed(drawing, placed.frame, [*inside, "</g>"])


def _state(state: State, x: float, y: float) -> str:
    if not state.terminal:
        return f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(RADIUS)}"/>'
    outer, inner = RADIUS - 2, RADIUS - 6
    return _square(x, y, outer) + _square(x, y, inner)


def _square(x: float, y: float, half: float) -> str:
    return f'<rect x="{_n(x - half)}" y="{_n(y - half)}" width="{_n(2 * half)}" height="{_n(2 * half)}" rx="2"/>'


def _name(state: State, x: float, y: float) -> str:
    size = min(16.0, 2 * (RADIUS - 8) / max(len(state.name) * 0.52, 1))
    return f'<text x="{_n(x)}" y="{_n(y + size * 0.33)}" font-size="{_n(size)}">{escape(state.name)}</text>'


def _label(label: Label, texts: tuple[str, ...]) -> str:
    first = label.y - (len(label.lines) - 1) * 8.5 + 5
    return "".join(
        f'<text x="{_n(label.x)}" y="{_n(first + 17 * number)}">{escape(texts[int(line.partition(":")[0])])}</text>'
        for number, line in enumerate(label.lines)
    )


def _arrow(curve: Curve, *, head: bool) -> str:
    (x, y), (a, b), (c, d), (u, v) = curve
    path = f'<path d="M{_n(x)} {_n(y)}C{_n(a)} {_n(b)} {_n(c)} {_n(d)} {_n(u)} {_n(v)}"/>'
    return path + _head(on_curve(curve, 0.93), (u, v)) if head else path


def _head(before: tuple[float, float], tip: tuple[float, float]) -> str:
    turn = math.atan2(tip[1] - before[1], tip[0] - before[0])
    corners = [tip] + [
        (tip[0] - 9 * math.cos(turn + side), tip[1] - 9 * math.sin(turn + side)) for side in (0.42, -0.42)
    ]
    points = " ".join(f"{_n(x)},{_n(y)}" for x, y in corners)
    return f'<polygon points="{points}" fill="currentColor" stroke="none"/>'


# --- a curve ---


def _plot(plot: Plot) -> str:
    """The curve over thin lines at round numbers, a dot at each value."""
    up, across = axis(min(plot.values), max(plot.values)), whole_axis(plot.first, len(plot.values))
    labels = shown_alike(up.ticks)
    left = max(map(text_width, labels)) + 14
    points = [
        (left + WIDTH * across.share(number), TOP + HEIGHT * (1 - up.share(value)))
        for number, value in enumerate(plot.values, plot.first)
    ]
    bottom = TOP + HEIGHT
    inside = [f'<path d="M{_n(left)} {_n(y)}h{WIDTH}" stroke-opacity="0.2" stroke-width="1"/>' for y in _heights(up)]
    inside += [f'<path d="M{_n(left)} {TOP}V{bottom}H{_n(left + WIDTH)}"/>', _polyline(points)]
    inside += [f'<circle cx="{_n(x)}" cy="{_n(y)}" r="2.6" fill="currentColor" stroke="none"/>' for x, y in points]
    inside += ['<g fill="currentColor" stroke="none" text-anchor="end">']
    inside += [_text(left - 8, y + 5, label) for y, label in zip(_heights(up), labels, strict=True)]
    inside += ['</g><g fill="currentColor" stroke="none" text-anchor="middle">']
    inside += [_text(left + WIDTH * across.share(one), bottom + 20, shown(one)) for one in across.ticks]
    inside += [_text(left + WIDTH / 2, bottom + 42, plot.across), "</g>"]
    inside.append(f'<text x="{_n(left)}" y="15" fill="currentColor" stroke="none">{escape(plot.up)}</text>')
    wide = max(left + WIDTH + 16, left + text_width(plot.up))
    return framed(plot, (0, 0, wide, bottom + 52), inside)


def _heights(up: Axis) -> list[float]:
    return [TOP + HEIGHT * (1 - up.share(tick)) for tick in up.ticks]


def _polyline(points: list[tuple[float, float]]) -> str:
    drawn = " ".join(f"{_n(x)},{_n(y)}" for x, y in points)
    return f'<polyline points="{drawn}" stroke-width="1.8" stroke-linejoin="round"/>'


def _text(x: float, y: float, text: str) -> str:
    return f'<text x="{_n(x)}" y="{_n(y)}">{escape(text)}</text>'
