"""joblib's side of DumpLoad: ELEMENTS. A line of standard input is 'total', or dump|load COMPRESSION LEVEL FILE."""

import json
import sys
import time

import joblib
import numpy
import zstandard
from joblib.compressor import CompressorWrapper


class Zstd(CompressorWrapper):
    """joblib has no zstd of its own, but takes one."""

    def __init__(self):
        super().__init__(obj=None, prefix=b"\x28\xb5\x2f\xfd", extension=".zst")

    def compressor_file(self, fileobj, compresslevel=None):
        return zstandard.open(fileobj, "wb", cctx=zstandard.ZstdCompressor(level=compresslevel or 3), closefd=True)

    def decompressor_file(self, fileobj):
        return zstandard.open(fileobj, "rb", closefd=True)


def numbers(elements):
    """The same as those of DumpLoad."""
    return numpy.arange(1, elements + 1, dtype=numpy.int64) ** 2 % 2_147_483_647 % 100_000 / 100.0


def run(values, verb, name="none", level=0, file=None):
    start = time.perf_counter()
    if verb == "dump":
        joblib.dump(values, file, compress=0 if name == "none" else (name, int(level)))
    elif verb == "load":
        values = joblib.load(file)
    return {"wall": time.perf_counter() - start, "total": float(values.sum())}


def main(elements):
    joblib.register_compressor("zstd", Zstd())
    values = numbers(int(elements))
    for line in sys.stdin:
        print(json.dumps(run(values, *line.split())), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
