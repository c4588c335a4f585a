"""Texts as bytes: packed alone, or against another text that is like them. Nothing here knows the database."""

import zstandard

QUICK, PATIENT = 3, 12  # levels of zstandard: while somebody waits, and at night


def pack(text: str, *, level: int = QUICK) -> bytes:
    """Readable by itself."""
    return zstandard.ZstdCompressor(level=level).compress(text.encode())


def unpack(data: bytes, size: int) -> str:
    """The text of `size` bytes behind `data`; raises ValueError when that is not what they are."""
    return _read(zstandard.ZstdDecompressor(), data, size)


def pack_against(text: str, keyframe: str) -> bytes:
    """Small where `text` repeats `keyframe`, without which it cannot be read."""
    return zstandard.ZstdCompressor(level=PATIENT, dict_data=_dictionary(keyframe)).compress(text.encode())


def unpack_against(data: bytes, size: int, keyframe: str) -> str:
    return _read(zstandard.ZstdDecompressor(dict_data=_dictionary(keyframe)), data, size)


def _dictionary(keyframe: str) -> zstandard.ZstdCompressionDict:
    return zstandard.ZstdCompressionDict(keyframe.encode(), dict_type=zstandard.DICT_TYPE_RAWCONTENT)


def _read(reader: zstandard.ZstdDecompressor, data: bytes, size: int) -> str:
    """What is longer than it should be is not read at all."""
    try:
        raw = reader.decompress(data, max_output_size=max(size, 1))
        if len(raw) != size:
            raise ValueError(f"{len(raw)} bytes instead of {size}")
        return raw.decode()
    except zstandard.ZstdError as error:
        raise ValueError(str(error)) from error
