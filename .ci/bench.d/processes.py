"""Runs processes and measures them."""

import ctypes
import json
import os
import resource
import subprocess
import sys
import time
from dataclasses import dataclass

LONGEST_END_SECONDS = 30


def adopt_orphans():
    """Makes this process the parent of all processes that lose theirs, so that their CPU time is counted too (Linux)."""
    if sys.platform == "linux":
        set_child_subreaper = 36
        ctypes.CDLL(None).prctl(set_child_subreaper, 1, 0, 0, 0)


def reap():
    """Waits for all children and orphans."""
    deadline = time.monotonic() + LONGEST_END_SECONDS
    try:
        while time.monotonic() < deadline:
            if os.waitpid(-1, os.WNOHANG)[0] == 0:
                time.sleep(0.01)
    except ChildProcessError:
        return
    raise RuntimeError(f"a measured process has left others that still run after {LONGEST_END_SECONDS} s")


def cpu():
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return children.ru_utime + children.ru_stime


@dataclass
class Timed:
    """A process from start to end: wall time, CPU time of all processes, standard output."""

    wall: float
    cpu: float
    output: str


class Processes:
    """What is measured, each with the same environment; standard error goes to a log."""

    def __init__(self, environment, log):
        self.environment = environment
        self.log = log

    def start(self, command):
        pipe = subprocess.PIPE
        return subprocess.Popen(
            [str(word) for word in command], stdin=pipe, stdout=pipe, stderr=self.log, env=self.environment, text=True
        )

    def timed(self, command, text=""):
        """Runs a process to its end. No session may be open: its CPU time could not be told apart."""
        reap()
        before, start = cpu(), time.perf_counter()
        process = self.start(command)
        output, _ = process.communicate(text)
        wall = time.perf_counter() - start
        reap()
        check_exit(command, process)
        return Timed(wall, cpu() - before, output)

    def session(self, command):
        return Session(command, self.start(command))


class Session:
    """A process that stays, and answers a line with its figures."""

    def __init__(self, command, process):
        self.command = command
        self.process = process

    def round(self, *words):
        self.process.stdin.write(" ".join(str(word) for word in words) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        return json.loads(answer) if answer else self.fail()

    def fail(self):
        self.process.wait()
        raise RuntimeError(f"exit code {self.process.returncode} without an answer: {shown(self.command)}")

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        self.process.stdin.close()
        self.process.wait()
        if kind is None:
            check_exit(self.command, self.process)


def check_exit(command, process):
    if process.returncode:
        raise RuntimeError(f"exit code {process.returncode}: {shown(command)}")


def shown(command):
    """A command without its class path."""
    return " ".join(word for word in map(str, command) if os.pathsep not in word)
