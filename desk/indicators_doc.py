"""docs/indicators.md, drawn from the definitions."""

from desk.indicators_defs import INDICATORS, WEEKLY
from desk.suppression import FEW, WIDE

HEAD = f"""# Chỉ số

Trang này do `python -m desk indicators --draw` viết ra từ `desk/indicators_defs.py`; không sửa tay.

Số liệu công bố theo tuần ISO (giờ Việt Nam), cả nước, theo lĩnh vực và theo tỉnh, sau khi tuần kết
thúc: trang `/indicators`, `/indicators.csv`, `/indicators.json`. Tuần đã công bố không tính lại.
Số đếm dưới {FEW} không nêu; số đếm khác bị ẩn thêm khi từ nó và các tổng có thể suy ra một số dưới
{FEW} (`desk/suppression.py`): với mỗi số dưới {FEW}, những gì công bố còn để ngỏ ít nhất {WIDE + 1}
trong các giá trị 0–4. Không công bố tổng nhiều tuần, vì hiệu của hai tổng lệch nhau một tuần là số
liệu của tuần đó. Lệnh `python -m desk indicators` tính lại từ nhật ký sự kiện; lệnh `python -m desk
export-events` xuất nhật ký đó, không có dữ liệu cá nhân và không có lời của câu hỏi.

"""


def drawn() -> str:
    lines = [HEAD]
    for one in INDICATORS:
        lines += [
            f"## {one.name}\n\n",
            f"{one.formula}\n\n",
            f"- mã: `{one.key}`; đơn vị: {one.unit}\n",
            f"- công thức: `{one.code}`\n",
            f"- nguồn: `{one.sources}`\n",
            f"- kỳ: {WEEKLY if one.frequency == WEEKLY else one.frequency}\n\n",
        ]
    return "".join(lines).rstrip("\n") + "\n"
