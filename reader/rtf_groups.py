"""The groups of an RTF file: which of them are text, and what holds inside one."""

from dataclasses import dataclass

# What control words print.
PRINTED = {
    "tab": "\t", "line": "\n", "softline": "\n", "emdash": "—", "endash": "–", "bullet": "•",
    "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "emspace": " ",
    "enspace": " ", "qmspace": " ", "~": "\u00a0", "_": "-", "{": "{", "}": "}", "\\": "\\",
}  # fmt: skip
# Groups of other matter: how the page looks, what stands in its margins, remarks on it.
SKIPPED = frozenset([
    "colortbl", "info", "pict", "header", "headerl", "headerr", "headerf", "footer", "footerl",
    "footerr", "footerf", "fldinst", "nonesttables", "nonshppict", "shprslt", "filetbl",
    "revtbl", "listtable", "listoverridetable", "xe", "tc", "rxe", "txe", "ftnsep", "ftnsepc",
    "aftnsep", "aftnsepc", "atnid", "atnauthor", "annotation", "pnseclvl",
])  # fmt: skip
# Groups of which only some groups inside are text.
HOLDERS = frozenset(["object", "shpinst", "do", "upr"])
HELD = {"result": "", "ud": "", "shptxt": "box", "dptxbxtext": "box"}


@dataclass(slots=True)
class State:
    """What holds inside a group and ends with it; ``goal`` is where its words go."""

    goal: str = "text"  # text, mark, fonts, styles, holder, skipped
    opened: str = ""  # "box", "note" or "mark" where this group began one
    font: int | None = None  # None: the file's default
    fallback: int = 1  # how many letters after \u repeat it for old programs
    hidden: bool = False
    style: int = 0
    in_table: bool = False
