"""SeedKernels.waitLoop, compiled by numba. As there, each step depends on the one before it, or else the compiler removes the loop."""

import math
import time

import numba


@numba.njit(nogil=True)
def compiled(n):
    out = 0.0
    for m in range(n):
        for l in range(m):
            for j in range(1, l):
                root = math.sqrt(j + 3 + 0.0 * out)
                out = root * root
    return out


def wait_loop(n):
    """The result and the CPU time of the calling thread."""
    start = time.thread_time()
    value = compiled(n)
    return value, time.thread_time() - start


compiled(10)
