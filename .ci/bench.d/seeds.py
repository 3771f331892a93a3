"""The kernels of SeedKernels.java, in Python."""


def sum(n):
    total = 0
    for i in range(n):
        total += i
    return total


def identity(value):
    return value
