"""From the words of an RTF file to its paragraphs and tables."""

import re
from collections.abc import Iterator
from dataclasses import replace

from reader.blocks import Block, Paragraph
from reader.recognise import Unreadable
from reader.rtf_fonts import decoded, sign
from reader.rtf_groups import HELD, HOLDERS, PRINTED, SKIPPED, State
from reader.rtf_header import Header
from reader.rtf_story import Story
from reader.rtf_words import Kind, Word, words

_DEEPEST = 2000  # groups in groups; Word itself writes some twenty
_BULLET = re.compile("[\u00b7\u2022\u25cf\u25aa\u25a0\uf000-\uf0ff]")


class Walk:
    """Goes through a file once; ``warnings`` are complete when ``blocks`` is used up."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self.warnings: list[str] = []
        self._header = Header()
        self._state = State()
        self._outer: list[State] = []  # of the groups around
        self._stories = [Story()]
        self._notes: list[Block] = []
        self._count = 0  # of notes
        self._is_utf8 = _is_utf8(raw)
        self._pending: list[bytes] = []  # not decoded before the font ends
        self._skip = 0  # letters that repeat a \u
        self._is_stray = False  # a brace too many was met
        self._starred = False  # after \*: what an unknown word opens is left out

    def blocks(self) -> Iterator[Block]:
        for word in words(self.raw):
            self._take(word)
            if word.kind is Kind.CLOSE and not self._outer and self._is_end(word.end):
                break
        else:
            self.warnings.append("the file breaks off: its end may be missing")
        while self._outer:
            self._close()
        yield from self._stories[0].finish()
        yield from self._notes

    def _is_end(self, end: int) -> bool:
        """Whether no text follows; where some does, a brace was one too many."""
        if not self._is_stray and not re.search(rb"\\par\b", self.raw[end:]):
            return True
        if not self._is_stray:
            self.warnings.append("the file is damaged (a stray brace): compare its text")
        self._is_stray = True
        return False

    def _take(self, word: Word) -> None:
        if word.kind is Kind.BYTES or word.kind is Kind.HEX:
            self._bytes(word)
        elif word.kind is Kind.OPEN:
            self._open()
        elif word.kind is Kind.CLOSE:
            self._close()
        elif word.name == "*":
            self._starred = True
        else:
            self._control(word.name, word.value)
            self._starred = False

    def _open(self) -> None:
        self._flush()
        if len(self._outer) > _DEEPEST:
            raise Unreadable(
                "the RTF file is damaged (groups nest without end)",
                "open it in Word and save it again as .docx",
            )
        self._skip, self._starred = 0, False
        self._outer.append(self._state)
        self._state = replace(self._state, opened="")

    def _close(self) -> None:
        self._flush()
        self._skip, self._starred = 0, False
        if self._state.opened:
            self._end_story(self._state.opened)
        if self._outer:
            self._state = self._outer.pop()

    # Words of the text

    def _bytes(self, word: Word) -> None:
        data = word.data
        if self._state.goal in ("skipped", "holder"):
            return
        if word.kind is Kind.BYTES and self._is_utf8 and not data.isascii():
            text = data.decode("utf-8", "replace")
            left = text[self._skip :]
            self._skip = max(0, self._skip - len(text))
            self._flush()
            self._put(left)
            return
        left_over = data[self._skip :]
        self._skip = max(0, self._skip - len(data))
        if left_over:
            self._pending.append(left_over)

    def _flush(self) -> None:
        if self._pending:
            raw, self._pending = b"".join(self._pending), []
            font = self._header.font(self._state.font)
            self._put(decoded(raw, font.codec(self._header.codepage)))

    def _put(self, text: str) -> None:
        state = self._state
        if state.goal == "fonts":
            self._header.font_name(text)
        elif state.goal == "styles":
            self._header.style_name(text)
        elif state.goal in ("text", "mark") and not state.hidden:
            self._stories[-1].add(text, self._header.font(state.font).name)

    def _unicode(self, value: int) -> None:
        """\\u: UTF-16, halves of a pair one by one, negative above 32767."""
        self._flush()
        self._put(sign(value % 0x10000, self._header.font(self._state.font)))
        self._skip = self._state.fallback

    # Control words

    def _control(self, name: str, value: int | None) -> None:
        if self._state.goal == "skipped":
            return
        if name in PRINTED:
            self._flush()
            if not self._skip:
                self._put(PRINTED[name])
            self._skip = max(0, self._skip - 1)
            return
        if name == "-":  # where a word may be parted; in TCVN3 the letter ư
            self._flush()
            self._put("" if self._skip else "\u00ad")
            return
        self._skip = 0  # no letter: the repetition was left out
        if name == "u":
            self._unicode(value or 0)
        elif name in HOLDERS:
            self._flush()
            self._state.goal = "holder"
        elif name in HELD and self._state.goal == "holder":
            self._begin(HELD[name], "text")
        elif name in SKIPPED or (self._starred and self._state.goal in ("fonts", "styles")):
            self._flush()
            self._state.goal = "skipped"
        elif self._state.goal == "fonts":
            self._flush()
            self._header.font_control(name, value)
        elif self._state.goal == "styles":
            self._flush()
            self._header.style_control(name, value)
        elif not (self._group(name) or self._style(name, value) or self._ending(name)):
            self._row(name, value)
            self._header.control(name, value)

    def _group(self, name: str) -> bool:
        """What kind of group this is; with \\* an unknown one is left out."""
        if name in ("fonttbl", "stylesheet"):
            self._state.goal = "fonts" if name == "fonttbl" else "styles"
        elif name in ("listtext", "pntext"):
            self._begin("mark", "mark")
        elif name == "footnote":
            self._note()
        elif self._starred:
            self._state.goal = "skipped"
        else:
            return False
        return True

    def _style(self, name: str, value: int | None) -> bool:
        """How the words that follow are set."""
        state = self._state
        match name:
            case "f":
                self._flush()
                state.font = value
            case "uc":
                state.fallback = max(0, min(value if value is not None else 1, 32))
            case "plain":
                self._flush()
                state.font, state.hidden = None, False
            case "v" | "deleted":
                self._flush()
                state.hidden = value != 0
            case "pard":
                state.style, state.in_table = 0, False
            case "s":
                state.style = value or 0
            case "intbl":
                state.in_table = True
            case _:
                return False
        return True

    def _ending(self, name: str) -> bool:
        """The end of a paragraph, a cell or a row."""
        if name not in ("par", "sect", "nestcell", "\n", "\r", "cell", "row"):
            return False
        self._flush()
        story = self._stories[-1]
        if self._state.goal != "text":
            return True
        if name == "cell":
            story.end_cell()
        elif name == "row":
            story.end_row()
        else:
            story.end_paragraph(self._state.in_table, self._level())
        return True

    def _row(self, name: str, value: int | None) -> None:
        """How the cells of a row lie; rows of tables inside cells are not told apart."""
        shape = self._stories[-1].shape
        match name:
            case "trowd":
                self._flush()
                self._stories[-1].define_row()
            case "trleft":
                shape.left = value or 0
            case "trhdr":
                shape.is_head = True
            case "clmrg":
                shape.joins_left = True
            case "clvmrg":
                shape.joins_above = True
            case "cellx":
                shape.add(value or 0)

    def _level(self) -> int:
        return self._header.levels.get(self._state.style, 0)

    # Stories inside the story

    def _begin(self, opened: str, goal: str) -> None:
        if not self._outer:
            return  # damaged: no group is open whose end would end it
        self._flush()
        self._state.goal = goal
        if opened:
            self._state.opened, self._state.in_table = opened, False
            self._stories.append(Story())

    def _note(self) -> None:
        if self._state.goal != "text" or self._state.opened or not self._outer:
            return
        self._count += 1
        self._flush()
        self._put(f"[{self._count}]")
        self._begin("note", "text")
        self._stories[-1].mark = f"[{self._count}]"

    def _end_story(self, kind: str) -> None:
        found = self._stories.pop().finish()
        if kind == "note":
            self._notes += found
        elif kind == "box":
            self._stories[-1].boxes += found
        elif found and isinstance(found[0], Paragraph):
            self._stories[-1].mark = _BULLET.sub("-", found[0].text.strip())[:40]


def _is_utf8(raw: bytes) -> bool:
    """Whether a program wrote letters as UTF-8 where RTF wants them escaped."""
    if raw.isascii():
        return False
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
