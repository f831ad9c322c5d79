"""Made-up documents for tests, each written as a file of the corpus and indexed by words."""

from pathlib import Path

from indexer.sync import sync
from retrieval.service import Service

_HEAD = """---
id: {id}
number: {number}
title: {title}
kind: {kind}
issued: 2026-01-05
effective_from: {start}
effective_to: {end}
territory: {territory}
replaces: [{replaces}]
draft: {draft}
---
# {title}

"""


def notice(
    name: str,
    body: str,
    *,
    number: str = "",
    title: str = "Hướng dẫn",
    kind: str = "guide",
    start: str = "2026-01-15",
    end: str = "",
    territory: str = "toàn quốc",
    replaces: str = "",
    draft: str = "false",
) -> tuple[str, str]:
    """The name of a file and its text; ``body`` in markdown."""
    head = _HEAD.format(
        id=name, number=number, title=title, kind=kind, start=start, end=end,
        territory=territory, replaces=replaces, draft=draft,
    )  # fmt: skip
    return f"{name}.md", head + body


def serving(place: Path, *notices: tuple[str, str]) -> Service:
    """The assistant over these documents and a few about other things."""
    folder = place / "files"
    folder.mkdir(parents=True)
    for name, text in (*notices, *_OTHERS):
        (folder / name).write_text(text, encoding="utf-8")
    sync(place / "index", [folder], None)
    return Service(place / "index", None)


_OTHERS = [
    notice(f"khac-{at}", f"## {heading}\n\n{text}\n", title=title, number=f"MC-K-0{at}")
    for at, (title, heading, text) in enumerate(
        [
            ("Sáng kiến", "Công nhận sáng kiến", "Hội đồng sáng kiến họp khi có đơn yêu cầu."),
            ("Nhãn hiệu", "Đăng ký nhãn hiệu tập thể", "Đơn nhãn hiệu nộp tại Cục Sở hữu trí tuệ."),
            ("Tàu cá", "Đài tàu cá", "Giấy phép tần số của tàu cá do UBND cấp tỉnh cấp."),
            ("Một cửa", "Tiếp nhận hồ sơ", "Bộ phận một cửa tiếp nhận hồ sơ và hẹn trả kết quả."),
            ("Chuyển đổi số", "Nền tảng số", "Tra nền tảng số dùng chung trước khi mua sắm."),
        ],
        1,
    )
]
