"""Small decrees, as many as are wanted: each like a real one in form, and unlike the others."""

import random
from pathlib import Path

_FIELDS = (
    *("đất đai", "hộ tịch", "cư trú", "xây dựng", "môi trường", "giáo dục", "y tế", "lao động"),
    *("đầu tư", "thuế", "hải quan", "giao thông", "nông nghiệp", "thuỷ sản", "lâm nghiệp"),
    *("du lịch", "văn hoá", "thể thao", "khoáng sản", "tài nguyên nước", "năng lượng"),
)
_ACTS = ("đăng ký", "cấp phép", "thu hồi", "gia hạn", "kiểm tra", "công khai", "lưu trữ", "báo cáo")
_WHO = ("Uỷ ban nhân dân cấp xã", "Uỷ ban nhân dân cấp tỉnh", "tổ chức, cá nhân", "công chức")


def decree(folder: Path, number: int) -> Path:
    """A decree of three articles, always the same for a number."""
    chance = random.Random(number)
    field, act, who = chance.choice(_FIELDS), chance.choice(_ACTS), chance.choice(_WHO)
    year = 2015 + number % 10
    articles = "\n\n".join(
        f"Điều {place}. {title}\n\n"
        f"1. {who} thực hiện {act} về {field} trong thời hạn {chance.randint(2, 90)} ngày"
        f" kể từ ngày nhận đủ hồ sơ số {number}.{place}.\n\n"
        f"2. Lệ phí {act} là {chance.randint(1, 900)}.000 đồng; việc miễn, giảm theo quyết định"
        f" của {chance.choice(_WHO)}.\n"
        for place, title in enumerate(
            ("Phạm vi điều chỉnh", f"Trình tự {act}", "Hiệu lực thi hành"), 1
        )
    )
    file = folder / f"nd-{number}-{year}.md"
    file.write_text(
        f"# Nghị định số {number}/{year}/NĐ-CP quy định về {act} trong lĩnh vực {field}\n\n"
        f"CHÍNH PHỦ\n\nSố: {number}/{year}/NĐ-CP\n\n{articles}",
        encoding="utf-8",
    )
    return file


def decrees(folder: Path, count: int) -> Path:
    """``count`` of them, 1,000 a folder."""
    for number in range(1, count + 1):
        place = folder / f"{number // 1000:03d}"
        place.mkdir(parents=True, exist_ok=True)
        decree(place, number)
    return folder
