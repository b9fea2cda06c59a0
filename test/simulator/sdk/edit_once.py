"""One edit by the official Python SDK, as its guide writes it: create, wait, download. For `npm run simulator -- --audit -- python edit_once.py`."""
import base64
import struct
import sys
import urllib.request
import zlib

import dashscope
from dashscope import ImageSynthesis


def chunk(kind: bytes, data: bytes) -> bytes:
    body = kind + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))


def png(width: int, height: int) -> bytes:
    rows = b"".join(b"\x00" + bytes([y % 256]) * width for y in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


image = "data:image/png;base64," + base64.b64encode(png(512, 512)).decode()
print("dashscope", dashscope.version.__version__)
created = ImageSynthesis.async_call(model="wan2.5-i2i-preview", prompt="Make it blue", images=[image], n=1)
if created.status_code != 200 or not created.output.task_id:
    print("create:", created.status_code, created.code)
    sys.exit(1)
ended = ImageSynthesis.wait(created)
print("task:", ended.output.task_status)
for result in ended.output.results:
    print("bytes:", len(urllib.request.urlopen(result.url).read()))
