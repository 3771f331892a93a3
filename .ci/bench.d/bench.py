"""What the rows share: sizes, the ways to run Fanfare and its peers, and the check of results."""

import os
import tempfile
from pathlib import Path

import tools
from processes import Processes


class Bench:
    """Everything is built and warmed up: class archives exist.

    short: few rounds and small sizes, to see that everything still runs
    cores: processors that this process may use
    """

    def __init__(self, short, scratch, log):
        self.short = short
        self.scratch = Path(scratch)
        self.cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
        self.java_home = tools.jdk()
        environment = {
            **os.environ,
            "JAVA_HOME": self.java_home,
            "FANFARE_STORE": str(self.scratch / "runs"),
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        self.processes = Processes(environment, log)
        self.one_task()
        library = tools.library()
        self.class_path = os.pathsep.join(map(str, [tools.programs(self.java_home, library), *library]))
        with self.calls("processes", 1, "sum") as session:
            self.check(session.round(10), sums(10))

    def size(self, full, short):
        return short if self.short else full

    def rounds(self, full):
        return range(1 if self.short else full)

    def folder(self):
        return Path(tempfile.mkdtemp(dir=self.scratch))

    def cli(self, *arguments):
        return self.processes.timed([tools.HOME / "fanfare", "run", *arguments])

    def one_task(self):
        run = self.cli("--kernel", "sum", "--range", "40:41", "--values")
        self.check({"total": float(run.output)}, 780)
        return run

    def java(self, program, *arguments, options=()):
        """A session of a Java program of this folder."""
        java = Path(self.java_home) / "bin" / "java"
        return self.processes.session([java, *options, "-cp", self.class_path, program, *arguments])

    def calls(self, backend, workers, kernel, *store):
        return self.java("Calls", backend, workers, kernel, *store)

    def peer_command(self, backend, workers, kernel, *batch_size):
        return [tools.python(), tools.PROGRAMS / "peer.py", backend, workers, kernel, *batch_size]

    def peer(self, backend, workers, kernel):
        """A session of joblib, with automatic batches."""
        return self.processes.session(self.peer_command(backend, workers, kernel))

    def peer_of_dumps(self, elements):
        """A session of joblib.dump and joblib.load."""
        return self.processes.session([tools.python(), tools.PROGRAMS / "dump_peer.py", elements])

    def check(self, figures, total):
        """The figures of a round, whose results must add up to that total."""
        if abs(figures["total"] - total) > 1e-6 * total:
            raise ValueError(f"expected results with a total of {total}, got: {figures}")
        return figures


def sums(tasks):
    """The total of sum(0), sum(1), ..."""
    return tasks * (tasks - 1) * (tasks - 2) // 6


def numbers(tasks):
    """The total of 0, 1, ..."""
    return tasks * (tasks - 1) // 2
