"""What Sextant says when it can't go on."""

from __future__ import annotations


class Refusal(Exception):
    """Work that can't be done, told in one line: the thing, what is wrong and how to mend it.

    The command line prints it and exits with 2; the web shows it beside the field.

    >>> str(Refusal("street.zip", "is cut short", "download it again"))
    'street.zip: is cut short; download it again.'
    """

    def __init__(self, thing: str, fault: str, mend: str = "") -> None:
        self.thing, self.fault, self.mend = thing, fault, mend
        super().__init__(one_line(thing, fault, mend))


def one_line(thing: str, fault: str, mend: str) -> str:
    """Join the parts into one sentence without line breaks.

    What it quotes of a foreign file may hold null bytes and halves of surrogate pairs, which no database and no page
    takes: they become question marks.
    """
    text = f"{thing}: {fault}" + (f"; {mend}" if mend else "")
    text = text.replace("\0", "?").encode("utf-8", "replace").decode("utf-8")
    return " ".join(text.split()).rstrip(".") + "."
