"""Cutting a legal text into Phần, Chương, Mục, Điều, khoản, điểm, Phụ lục and Mẫu.

A line that looks like a heading is one only if the counter says so: anything else that
begins "Điều 15 …" is a reference, or the words of another law that is being quoted.
What follows the signatures has a number space of its own: a promulgated regulation
begins again at Điều 1.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from corpus.capitals import is_capitals, sentence_case
from corpus.document import Line, Section
from corpus.structure_counters import Counters
from corpus.structure_script import Script, clean
from corpus.structure_units import Level, Unit, appendix, clause, form, item, point

PREAMBLE = "Phần mở đầu"
TAIL = "Nơi nhận"
NOTES = "Chú thích"
_CLOSING = re.compile(
    r"(?:Nơi nhận|NƠI NHẬN)\s*(?::|$)"
    r"|(?:Bộ luật|Luật|Pháp lệnh|Hiến pháp|Nghị quyết|Bản Hiến pháp)(?: sửa đổi)?[^.]{0,200}?"
    r"(?:đã )?(?:được|do) (?:Quốc hội|QUỐC HỘI|[ỦU][yỷ] ban [Tt]hường vụ|Hội đồng nhân dân"
    r"|Hội đồng Nhà nước)[^.]{0,300}(?:thông qua|khóa|khoá)"
    r"|(?:TM|KT|TUQ|TL|Q)\s?\.\s*[A-ZĐỦỘ]"
    r"|XÁC THỰC VĂN BẢN HỢP NHẤT"
    r"|(?:Hà Nội|[A-ZĐ][\w. ]{2,30}), ngày +\S+ +tháng +\S+ +năm +\d{4}$"
)
_SIGNATORY = re.compile(
    r"(?:PHÓ )?(?:CHỦ TỊCH|THỦ TƯỚNG|BỘ TRƯỞNG|THỨ TRƯỞNG|CHỦ NHIỆM|THỐNG ĐỐC|TỔNG THANH TRA"
    r"|CHÁNH ÁN|VIỆN TRƯỞNG|TỔNG KIỂM TOÁN|GIÁM ĐỐC|CHÁNH VĂN PHÒNG)[^a-zà-ỹ.;:|]{0,60}"
)
_PROMULGATED = re.compile(
    r"(?:QUY CHẾ|QUI CHẾ|QUY ĐỊNH|QUI ĐỊNH|ĐIỀU LỆ|NỘI QUY|QUY TRÌNH|CHƯƠNG TRÌNH|KẾ HOẠCH|ĐỀ ÁN"
    r"|CHIẾN LƯỢC|HƯỚNG DẪN|DANH MỤC|QUY CHUẨN|QUY TẮC|BẢN QUY ĐỊNH|LUẬT)\b"
)
_FIRST_NOTE = re.compile(r"\[1\]\s")
_LEADS = 40  # lines within which a chapter's heading is followed by an Điều


@dataclass(slots=True)
class _Open:
    """A section being filled."""

    path: tuple[str, ...]
    heading: str = ""
    page: int | None = None
    lines: list[str] = field(default_factory=list)

    def close(self) -> Section:
        return Section(self.path, self.heading, "\n".join(self.lines), self.page)


def cut(lines: Sequence[Line]) -> tuple[list[Section], list[str]]:
    """Sections in reading order and warnings; ``lines`` hold one physical line each."""
    cutter = _Cutter(Script(lines))
    return cutter.run(), cutter.warnings


class _Cutter:
    def __init__(self, script: Script) -> None:
        self.script = script
        self.at = 0
        self.stack: list[tuple[Level, str]] = []
        self.counters = Counters()
        self.body: Counters | None = None  # while in an appendix: the counters of the body
        self.tail = False
        self.open = _Open((PREAMBLE,), page=script.lines[0].page if script.lines else None)
        self.done: list[Section] = []
        self.warnings: list[str] = []

    def run(self) -> list[Section]:
        script = self.script
        while self.at < len(script):
            text = script.texts[self.at]
            if script.inert[self.at] or not self._opens(text):
                self._say(text)
        self._close()
        return self.done

    def _opens(self, text: str) -> bool:
        """Open what ``text`` begins, if it begins anything; then ``at`` has moved past it."""
        return (
            self._opens_large(self.script.units[self.at])
            or self._opens_tail(text)
            or self._opens_promulgated(text)
            or self._opens_annex(text)
            or self._opens_small(text)
        )

    # -- Phần, Chương, Mục, Điều ------------------------------------------------------

    def _opens_large(self, found: Unit | None) -> bool:
        if found is None or not found.firm:
            return False
        if found.level is Level.ARTICLE:
            return self._opens_article(found)
        if self._in(Level.FORM) or not _is_heading(found.rest) or not self._leads_to_article():
            return False
        if (found.level, found.name) in self.stack and not _is_first(found.name):
            return False  # said again where the gazette's next issue goes on
        self.tail = False
        self._enter(found.level, found.name)
        self.open.heading, self.at = self.script.title(found.rest, self.at + 1)
        return True

    def _leads_to_article(self) -> bool:
        """Whether an Điều or an annex's own text is near: no reference leads to one."""
        if self._in(Level.APPENDIX) or self._in(Level.TEXT):
            return True
        following = self.script.next_article(self.at)
        return following is not None and following[0] - self.at < _LEADS

    def _opens_article(self, found: Unit) -> bool:
        if not self._article_counts(found):
            return False
        self.tail = False
        self.counters.enter_article(found)
        self._enter(Level.ARTICLE, found.name)
        heading, body, self.at = self.script.article_heading(found.rest, self.at + 1)
        self.open.heading = heading
        if body:  # it stood on the heading's line: read it as a line of its own
            self.at -= 1
            self.script.put(self.at, body)
            if not self._opens_small(body):
                self._say(body)
        return True

    def _article_counts(self, found: Unit) -> bool:
        counters, first = self.counters, found.number == 1 and not found.letter
        if counters.article is None:
            if self.body is not None and self.body.article_follows(found) and not first:
                self._leave_appendix()  # it was none
                return True
            excerpt = self.body is None and not self._in(Level.TEXT)
            return first or (excerpt and not self.script.article_comes(self.at, 1))
        if counters.article_follows(found):
            return True
        if first and (self.tail or self._first_chapter_just_opened()):
            self._restart()
            return True
        if self.tail or not counters.article_follows_gap(found, self.script, self.at):
            return False
        lost = f"Điều {counters.article[0] + 1}"
        self.warnings.append(f"{lost} not found: {found.name} follows instead")
        return True

    def _first_chapter_just_opened(self) -> bool:
        if not self.stack or self.stack[-1][0] not in (Level.CHAPTER, Level.PART):
            return False
        return not self.open.lines and _is_first(self.stack[-1][1])

    # -- mục I, khoản, điểm ------------------------------------------------------------

    def _opens_small(self, text: str) -> bool:
        in_article = self._in(Level.ARTICLE)
        annexed = self._in(Level.APPENDIX) or self._in(Level.TEXT)
        if self.tail or self._in(Level.FORM) or not (in_article or annexed):
            return False
        for found in (item(text), clause(text), point(text) if in_article else None):
            if found is not None and self.counters.small_follows(found, self.script, self.at):
                self._enter_small(found, text, in_article)
                return True
        return False

    def _enter_small(self, found: Unit, text: str, in_article: bool) -> None:
        self.counters.enter_small(found)
        self._enter(found.level, found.name if in_article else found.name.replace("khoản", "mục"))
        inner = point(found.rest) if found.level is Level.CLAUSE and in_article else None
        if inner is not None and inner.number == 1 and inner.separator == ")":
            self.open.lines.append(text[: len(text) - len(found.rest)].rstrip())
            self._enter_small(inner, found.rest, in_article)
        elif found.level is Level.ITEM and is_capitals(found.rest):
            self.open.heading, self.at = self.script.title(found.rest, self.at + 1)
        else:
            self._say(text)

    # -- signatures, promulgated texts, appendices, notes --------------------------------

    def _opens_tail(self, text: str) -> bool:
        """Begin the signatures at ``text``, which is then said as any line is."""
        last = self.counters.article
        if self.tail or last is None or self._in(Level.APPENDIX):
            return False
        if _CLOSING.match(text) is None and _SIGNATORY.fullmatch(text) is None:
            return False
        following = self.script.next_article(self.at)
        if following is not None and following[1].number == last[0] + 1:
            return False  # a signature stands after the last Điều
        self.tail = True
        self._begin([part for part in self.stack if part[0] is Level.TEXT], TAIL)
        return False

    def _opens_promulgated(self, text: str) -> bool:
        if self._in(Level.APPENDIX) or self.counters.article is None:
            return False
        lines = self.script.capitals_from(self.at) if is_capitals(text) else []
        if not lines or not self._promulgated_stands(text, self.at + len(lines)):
            return False
        self._restart()
        self.tail = False
        title = sentence_case(" ".join(lines))
        subject = self.script.subject_at(self.at + 1) if len(lines) == 1 else []
        if subject and _PROMULGATED.fullmatch(text):
            words = " ".join(subject)
            title = f"{title} {words[:1].lower()}{words[1:]}"
            lines = [*lines, *subject]
        self.stack = []
        self._enter(Level.TEXT, title)
        self.open.heading = title
        self.at += len(lines)
        return True

    def _promulgated_stands(self, text: str, below: int) -> bool:
        """Whether a title begins; behind the signatures any that says what it is attached to."""
        if _PROMULGATED.match(text):
            return self.tail or self.script.attached_soon(self.at)
        if not self.tail or _CLOSING.match(text) or _SIGNATORY.fullmatch(text):
            return False
        return appendix(text) is None and form(text) is None and self.script.attached(below)

    def _opens_annex(self, text: str) -> bool:
        if self.counters.article is not None and _FIRST_NOTE.match(text):
            self._begin([], NOTES)
            self.tail = True
            return False
        found = appendix(text) or form(text)
        if found is None or not found.firm or not self._annex_stands(found, text):
            return False
        if found.level is Level.APPENDIX and self.body is None:
            self.body = self.counters
        self.counters = Counters()
        self.tail = False
        self._enter(found.level, found.name)
        self.open.heading, self.at = self.script.title(found.rest, self.at + 1)
        if found.rest.startswith("("):
            self.open.lines.append(found.rest)
        return True

    def _annex_stands(self, found: Unit, text: str) -> bool:
        """Appendices follow the signatures; an entry in a list of forms is no form."""
        texts = self.script.texts
        below = texts[self.at + 1] if self.at + 1 < len(texts) else ""
        again = form(below) if found.level is Level.FORM else appendix(below)
        if again is not None and again.firm and found.rest and again.name != found.name:
            return False
        if len(text) > 400 or text.endswith((";", ",")):
            return False
        if self.tail or self._in(Level.APPENDIX) or self._in(Level.FORM):
            return True
        if self.counters.article is None or found.level is not Level.APPENDIX:
            return False
        return is_capitals(text) or self.script.attached_soon(self.at)

    # -- sections ------------------------------------------------------------------------

    def _in(self, level: Level) -> bool:
        return any(part[0] is level for part in self.stack)

    def _say(self, text: str) -> None:
        self.open.lines.append(text)
        self.at += 1

    def _enter(self, level: Level, name: str) -> None:
        self._begin([part for part in self.stack if part[0] < level], name)
        self.stack.append((level, name))

    def _begin(self, above: list[tuple[Level, str]], name: str) -> None:
        self._close()
        self.stack = above
        page = self.script.lines[self.at].page
        self.open = _Open((*(part[1] for part in above), name), page=page)

    def _close(self) -> None:
        section = self.open.close()
        if section.text or section.heading or section.path != (PREAMBLE,):
            self.done.append(section)

    def _restart(self) -> None:
        self.counters, self.body = Counters(), None

    def _leave_appendix(self) -> None:
        self.counters, self.body = self.body or Counters(), None
        self.stack = []


def _is_first(name: str) -> bool:
    return name.split()[-1] in ("I", "1", "nhất")


def _is_heading(rest: str) -> bool:
    """A chapter's title is in capitals, or short and without a full stop."""
    if not rest or is_capitals(rest):
        return True
    return len(rest) <= 200 and not clean(rest).endswith((".", ";", ","))
