"""The Institute's colors as pictures need them. A test holds them equal to the tokens of the style sheets."""

VIOLET_DEEP = "#3b1d6e"
VIOLET = "#54278f"
VIOLET_VIVID = "#783cb9"
VIOLET_SOFT = "#d0c3e9"
NAVY = "#1d1c4b"
INK = "#16171f"
QUIET = "#565c65"
LINE = "#d9d6e3"
WHITE = "#fff"
APRICOT = "#f09860"
APRICOT_INK = "#8c471c"
TRACK = "#e3dfec"

# The fill of each series in turn, with the color of the words that stand on it.
SERIES = (
    (VIOLET_DEEP, WHITE),
    (VIOLET_VIVID, WHITE),
    (VIOLET_SOFT, INK),
    (APRICOT, INK),
    (TRACK, INK),
)
