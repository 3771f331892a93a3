"""joblib's side: BACKEND N_JOBS KERNEL [BATCH_SIZE]. Each line of standard input asks for a round, answered by a line of JSON.

The line is the number of tasks; for wait_loop, the number of tasks and the size of the loop.
"""

import json
import sys
import time

from joblib import Parallel, delayed


def load(name):
    if name == "wait_loop":
        from wait_loop import wait_loop

        return wait_loop
    import seeds

    return getattr(seeds, name)


def arguments(words):
    tasks = int(words[0])
    return [int(words[1])] * tasks if len(words) > 1 else range(tasks)


def figures(results, wall):
    """Results of wait_loop come with their CPU time."""
    if isinstance(results[0], tuple):
        values, cpu = zip(*results)
        return {"wall": wall, "total": sum(values), "taskCpu": sum(cpu)}
    return {"wall": wall, "total": sum(results)}


def main(backend, n_jobs, name, batch_size="auto"):
    kernel = load(name)
    batch_size = batch_size if batch_size == "auto" else int(batch_size)
    with Parallel(n_jobs=int(n_jobs), backend=backend, batch_size=batch_size) as parallel:
        for line in sys.stdin:
            start = time.perf_counter()
            results = parallel(delayed(kernel)(argument) for argument in arguments(line.split()))
            print(json.dumps(figures(results, time.perf_counter() - start)), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
