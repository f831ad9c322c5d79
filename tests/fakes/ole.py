"""A container of an old Office file ([MS-CFB]) with the streams a test needs."""

import struct

_SECTOR, _END, _FREE, _FAT = 512, 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
_SMALLEST = 4096  # shorter streams would lie in a container of their own


def ole(streams: dict[str, bytes]) -> bytes:
    """The file's bytes; streams are filled up with zeros to ``_SMALLEST``."""
    filled = {name: data.ljust(_SMALLEST, b"\0") for name, data in streams.items()}
    sectors, chain, starts = list[bytes](), list[int](), dict[str, int]()
    for name, data in filled.items():
        starts[name] = len(sectors)
        _append(sectors, chain, data)
    directory = len(sectors)
    _append(sectors, chain, _directory(filled, starts))
    fats = 1
    while (len(sectors) + fats) * 4 > fats * _SECTOR:
        fats += 1
    chain += [_FAT] * fats
    table = struct.pack(f"<{len(chain)}I", *chain).ljust(fats * _SECTOR, b"\xff")
    places = [len(sectors) + index for index in range(fats)]
    return _header(directory, places) + b"".join(sectors) + table


def _append(sectors: list[bytes], chain: list[int], data: bytes) -> None:
    count = (len(data) + _SECTOR - 1) // _SECTOR
    for index in range(count):
        chain.append(len(sectors) + 1 if index + 1 < count else _END)
        sectors.append(data[index * _SECTOR : (index + 1) * _SECTOR].ljust(_SECTOR, b"\0"))


def _header(directory: int, fats: list[int]) -> bytes:
    fixed = struct.pack(
        "<8s16sHHHHH6x", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 62, 3, 65534, 9, 6
    )
    counts = struct.pack("<9I", 0, len(fats), directory, 0, _SMALLEST, _END, 0, _END, 0)
    return fixed + counts + struct.pack("<109I", *fats, *[_FREE] * (109 - len(fats)))


def _directory(streams: dict[str, bytes], starts: dict[str, int]) -> bytes:
    """The root and its streams, one the right neighbour of the other."""
    entries = [_entry("Root Entry", 5, _FREE, 1 if streams else _FREE, _END, 0)]
    for index, (name, data) in enumerate(streams.items(), 1):
        right = index + 1 if index < len(streams) else _FREE
        entries.append(_entry(name, 2, right, _FREE, starts[name], len(data)))
    return b"".join(entries)


def _entry(name: str, kind: int, right: int, child: int, start: int, size: int) -> bytes:
    letters = name.encode("utf-16-le")
    return struct.pack(
        "<64sHBBIII16sI16sIII",
        letters, len(letters) + 2, kind, 1, _FREE, right, child, b"", 0, b"", start, size, 0,
    )  # fmt: skip
