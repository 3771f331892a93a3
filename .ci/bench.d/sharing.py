"""joblib's side of the row `sharing`: N_JOBS. A new Parallel in each round, which maps an array above 1 MB into its workers by itself."""

import json
import sys
import time

import numpy
from joblib import Parallel, delayed


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
        print(json.dumps({"wall": wall, "total": sum(sums)}), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
