"""What ``qbank check`` warns of: nothing is broken, but it is rarely meant. A question silences a warning by its name, with
the reason: ``allow: {few-draws: "there are only six rules to ask for"}``."""

from collections.abc import Mapping

WARNINGS: Mapping[str, str] = {
    "unused-parameter": "a parameter that nothing uses",
    "unused-quantity": "a quantity under 'let' that nothing uses",
    "idle-hidden": "a hidden parameter that decides at most which draws there are",
    "idle-condition": "a condition under 'where' that excludes no draw",
    "copied-key": "a key that is a number of the stem in more than a quarter of the draws; a fault where it is so in all",
    "tie": "a text or option that a comparison chooses where both sides are equal; a fault where nothing says which is meant",
    "few-draws": "fewer than 50 draws where the key depends on them",
    "small-stratum": "a stratum with fewer than 10 draws",
    "no-worked-test": "a key that depends on the draw, and no draw worked by hand",
    "no-source": "facts without a source: no key depends on the draw, and 'source' is empty",
    "no-feedback": "an option that can be wrong, and nothing to say to whoever chooses it",
    "longest-key": "a right option that is told by its length in most variants",
    "zero-keys": "keys that are not zero, and are shown as zero, in a tenth of the variants or more",
    "same-key": "a number to be found that is the same in every draw that was looked at",
    "long-stem": "a stem of more than 200 words",
    "telling-hint": "a hint that holds the key in half of the variants or more",
}
"""Each warning and what it is about."""
IDLE = "idle-allow"
"""The warning of a warning that is silenced and would not be given; it cannot be silenced."""
