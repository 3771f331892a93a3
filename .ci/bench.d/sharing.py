"""joblib's side of the row `sharing`: N_JOBS. New workers in each round, into which joblib maps an array above 1 MB by itself."""

import json
import sys
import time

import numpy
from joblib import Parallel, delayed
from joblib.externals.loky import get_reusable_executor


def part(values, i, parts):
    size = len(values) // parts
    return float(values[i * size : (i + 1) * size].sum())


def main(n_jobs):
    for line in sys.stdin:
        tasks, megabytes = map(int, line.split())
        values = numpy.ones(megabytes * 1_000_000 // 8)
        start = time.perf_counter()
        with Parallel(n_jobs=int(n_jobs), backend="loky") as parallel:
            sums = parallel(delayed(part)(values, i, tasks) for i in range(tasks))
            wall = time.perf_counter() - start
        get_reusable_executor().shutdown(wait=True)
        print(json.dumps({"wall": wall, "total": sum(sums)}), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
