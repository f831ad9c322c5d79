"""A small corpus about one procedure whose rule has changed, changes soon, and has a transition."""

from pathlib import Path

_HEAD = """---
id: {id}
kind: guide
number: {number}
title: {title}
effective_from: {start}
effective_to: {end}
replaces: [{replaces}]
amended_by: [{amended_by}]
draft: {draft}
---

# {title}

{text}
"""

OLD = """## Cơ quan có thẩm quyền

Giấy phép nuôi chim yến do UBND cấp huyện cấp.

## Thời hạn giải quyết

Giấy phép nuôi chim yến được cấp trong 15 ngày làm việc.

## Phí, lệ phí

Lệ phí cấp giấy phép nuôi chim yến là 300.000 đồng.
"""
NEW = """## Cơ quan có thẩm quyền

Giấy phép nuôi chim yến do Sở Nông nghiệp và Môi trường cấp. UBND cấp xã không cấp giấy phép này.

## Nơi nộp hồ sơ

Hồ sơ giấy phép nuôi chim yến nộp tại Trung tâm Phục vụ hành chính công cấp tỉnh.

## Thời hạn giải quyết

Giấy phép nuôi chim yến được cấp trong 10 ngày làm việc.

## Quy định chuyển tiếp

Hồ sơ giấy phép nuôi chim yến đã tiếp nhận trước ngày 01/01/2026 được giải quyết theo quy định cũ.
"""
AMENDING = """## Nội dung sửa đổi

Mẫu đơn xin giấy phép nuôi chim yến dùng mẫu số 05.
"""
OTHER = """## Cơ quan có thẩm quyền

Việc đăng ký kinh doanh bán bún do UBND cấp xã giải quyết.

## Thời hạn giải quyết

Việc đăng ký kinh doanh bán bún được giải quyết trong 02 ngày làm việc.
"""
DRAFT = """## Thời hạn giải quyết

Giấy chứng nhận trại ong mật được cấp trong 04 ngày làm việc.
"""


def write(folder: Path) -> Path:
    """The documents, as files in ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    _file(folder, "yen-cu", "TH-01", "Cấp giấy phép nuôi chim yến trước năm 2026", OLD,
          start="2022-01-01", end="2026-01-01", amended_by="TH-02")  # fmt: skip
    _file(folder, "yen-moi", "TH-02", "Cấp giấy phép nuôi chim yến", NEW,
          start="2026-01-01", replaces="TH-01", amended_by="TH-03")  # fmt: skip
    _file(folder, "yen-sua", "TH-03", "Sửa đổi mẫu đơn nuôi chim yến", AMENDING,
          start="2026-12-15")  # fmt: skip
    _file(folder, "bun", "TH-04", "Đăng ký kinh doanh bán bún", OTHER,
          start="2025-07-01", end="2027-03-01")  # fmt: skip
    _file(folder, "ong", "TH-05", "Giấy chứng nhận trại ong mật", DRAFT,
          start="2025-07-01", draft="true")  # fmt: skip
    return folder


def _file(
    folder: Path, name: str, number: str, title: str, text: str, start: str, end: str = "",
    replaces: str = "", amended_by: str = "", draft: str = "false",
) -> None:  # fmt: skip
    said = _HEAD.format(
        id=name, number=number, title=title, text=text, start=start, end=end,
        replaces=replaces, amended_by=amended_by, draft=draft,
    )  # fmt: skip
    (folder / f"{name}.md").write_text(said, encoding="utf-8")
