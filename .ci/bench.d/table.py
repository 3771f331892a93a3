"""The table: one line for each figure."""

from dataclasses import dataclass
from statistics import median

HEAD = "| row | what | bar | Fanfare | peer | ratio | rounds |\n|---|---|---|---|---|---|---|"


@dataclass
class Line:
    """A figure that was measured once a round, and the peer's if there is one.

    ratio: of the medians, Fanfare's to the peer's
    """

    row: str
    what: str
    bar: str
    unit: str
    fanfare: list
    peer: list = ()
    peer_name: str = ""

    def __post_init__(self):
        if not self.fanfare or not all(figure > 0 for figure in [*self.fanfare, *self.peer]):
            raise ValueError(f"{self.row}, {self.what}: expected figures above 0, got: {self.fanfare}, {self.peer}")

    def markdown(self):
        ratio = f"{median(self.fanfare) / median(self.peer):.2f}" if self.peer else ""
        peer = f"{self.peer_name}: {shown(self.peer, self.unit)}" if self.peer else ""
        columns = [self.row, self.what, self.bar, shown(self.fanfare, self.unit), peer, ratio, str(len(self.fanfare))]
        return "| " + " | ".join(columns) + " |"


def shown(figures, unit):
    """Median, and minimum to maximum."""
    return f"{digits(median(figures))} {unit} ({digits(min(figures))} to {digits(max(figures))})"


def digits(figure):
    """At least three significant digits."""
    decimals = next((places for limit, places in ((100, 0), (10, 1), (1, 2)) if figure >= limit), 3)
    return f"{figure:,.{decimals}f}"
