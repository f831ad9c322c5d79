"""Pictures of pages: light enough for a weak link, whatever was scanned."""

from pathlib import Path

import numpy as np
from PIL import Image

from reader.page_shot import shoot


def test_a_picture_of_a_rough_scan_is_light(tmp_path: Path) -> None:
    """Grain takes most of the room that a picture needs."""
    chance = np.random.default_rng(7)
    page = np.full((1650, 1170), 235.0) + chance.normal(0, 22, (1650, 1170))
    page[100:1500:40, 100:1050] = 30  # lines as of print
    Image.fromarray(page.clip(0, 255).astype("uint8")).save(tmp_path / "scan.png")
    assert shoot(tmp_path / "scan.png", 1, tmp_path / "1.webp")
    assert 5_000 < (tmp_path / "1.webp").stat().st_size < 50_000
