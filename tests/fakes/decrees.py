"""Small decrees for answers to rest on, and what other texts do to them."""

from pathlib import Path

from indexer.sync import sync

BASE = """CHÍNH PHỦ
Số: 5/2019/NĐ-CP
Hà Nội, ngày 01 tháng 3 năm 2019
NGHỊ ĐỊNH
QUY ĐỊNH VỀ THỬ NGHIỆM CÂN Ở CHỢ
Điều 17. Thời hạn báo cáo
1. Ban quản lý chợ báo cáo kết quả thử nghiệm cân trong một tháng.
2. Hộ kinh doanh báo cáo kết quả thử nghiệm cân trong hai tháng.
Điều 18. Lệ phí
Lệ phí thử nghiệm cân là năm mươi nghìn đồng.
Điều 20. Hiệu lực thi hành
Nghị định này có hiệu lực thi hành từ ngày 01 tháng 5 năm 2019."""
AMENDING = """CHÍNH PHỦ
Số: 6/2026/NĐ-CP
Hà Nội, ngày 01 tháng 3 năm 2026
NGHỊ ĐỊNH
SỬA ĐỔI, BỔ SUNG MỘT SỐ ĐIỀU CỦA NGHỊ ĐỊNH SỐ 5/2019/NĐ-CP
Điều 1. Sửa đổi, bổ sung một số điều của Nghị định số 5/2019/NĐ-CP
1. Sửa đổi, bổ sung khoản 2 Điều 17 như sau:
“2. Hộ kinh doanh báo cáo kết quả thử nghiệm cân trong ba mươi ngày.”.
Điều 2. Hiệu lực thi hành
Nghị định này có hiệu lực thi hành từ ngày {day}."""
ENDING = """CHÍNH PHỦ
Số: 7/2026/NĐ-CP
Hà Nội, ngày 01 tháng 3 năm 2026
NGHỊ ĐỊNH
QUY ĐỊNH MỚI VỀ THỬ NGHIỆM
Điều 1. Hiệu lực thi hành
1. Nghị định này có hiệu lực thi hành từ ngày {day}.
2. Nghị định số 5/2019/NĐ-CP hết hiệu lực kể từ ngày Nghị định này có hiệu lực thi hành."""
AMENDED_TODAY = AMENDING.format(day="01 tháng 4 năm 2026")
AMENDED_LATER = AMENDING.format(day="01 tháng 01 năm 2027")
ENDED_TODAY = ENDING.format(day="01 tháng 6 năm 2026")
ENDED_LATER = ENDING.format(day="01 tháng 01 năm 2027")


class Decrees:
    """A folder of documents with its index."""

    def __init__(self, place: Path) -> None:
        self.index, self._docs = place / "index", place / "docs"
        self._docs.mkdir(parents=True)
        self.put(base=BASE)

    def put(self, **texts: str) -> None:
        """Write these files, remove those without text, and sync."""
        for name, text in texts.items():
            file = self._docs / f"{name}.txt"
            if text:
                file.write_text(text, encoding="utf-8")
            else:
                file.unlink(missing_ok=True)
        sync(self.index, [self._docs], None)
