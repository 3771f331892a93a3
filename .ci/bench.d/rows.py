"""The rows of the table. Each measures its figures with a Bench, alternating with a peer where there is one, and yields lines."""

import json
from collections import defaultdict
from contextlib import ExitStack

import tools
from bench import numbers, sums
from table import Line


def sums_cli(bench):
    """A job list of sums on the command line, against loky; both are new processes in each round."""
    tasks, batch = bench.size(40_000, 2_000), bench.size(1_000, 100)
    jobs, results = bench.scratch / "sums.jsonl", bench.scratch / "sums-results.jsonl"
    jobs.write_text("".join(f'{{"kernel":"sum","args":[{n}]}}\n' for n in range(tasks)))
    ours, theirs = [], []
    for _ in bench.rounds(5):
        ours.append(bench.cli(jobs, "--n-jobs", 4, "--batch-size", batch, "--out", results))
        bench.check({"total": sum(values(results))}, sums(tasks))
        theirs.append(bench.processes.timed(bench.peer_command("loky", 4, "sum", batch), f"{tasks}\n"))
        bench.check(json.loads(theirs[-1].output), sums(tasks))
    what = f"{tasks:,} sums, 4 workers, batches of {batch}"
    yield Line("sums-cli", f"{what}: wall", "ratio <= 0.30", "s", walls(ours), walls(theirs), "loky")
    yield Line("sums-cli", f"{what}: CPU", "ratio <= 0.25", "s", cpus(ours), cpus(theirs), "loky")


def one_task_cli(bench):
    """One task on the command line, from start to end."""
    runs = [bench.one_task() for _ in bench.rounds(7)]
    yield Line("one-task-cli", "one task: wall", "<= 1.0 s", "s", walls(runs))
    yield Line("one-task-cli", "one task: CPU", "<= 1.5 s", "s", cpus(runs))


def wait_loop(bench):
    """Long kernels on the command line against joblib with numba, as shares of the ideal: CPU of the tasks / (cores * wall)."""
    tasks, workers, size = 12, 3, bench.size(1_250, 400)
    jobs, results = bench.scratch / "wait.jsonl", bench.scratch / "wait-results.jsonl"
    jobs.write_text(f'{{"kernel":"wait_loop","args":[{size}]}}\n' * tasks)
    shares = defaultdict(list)

    def fanfare(backend):
        report = json.loads(bench.cli(jobs, "--backend", backend, "--n-jobs", workers, "--json", "--out", results).output)
        bench.check({"total": sum(values(results))}, tasks * size)
        return share(backend, report["workerCpuNanos"] / 1e9, report["wallNanos"] / 1e9)

    def joblib(backend, cpu):
        run = bench.processes.timed(bench.peer_command(backend, workers, "wait_loop"), f"{tasks} {size}\n")
        figures = bench.check(json.loads(run.output), tasks * size)
        if figures["taskCpu"] < cpu / 3:
            raise ValueError(f"numba has removed the loop: {figures['taskCpu']} s of CPU, Fanfare's kernels take {cpu} s")
        share(backend, figures["taskCpu"], figures["wall"])

    def share(backend, cpu, wall):
        shares[backend].append(cpu / min(bench.cores, workers) / wall)
        return cpu

    pairs = (("threads", "threading"), ("processes", "multiprocessing"))
    for _ in bench.rounds(3):
        for ours, theirs in pairs:
            joblib(theirs, fanfare(ours))
    for ours, theirs in pairs:
        what = f"{tasks} x wait_loop({size:,}), {workers} workers on {ours}"
        yield Line("wait-loop", what, ">= 0.97", "of the ideal", shares[ours], shares[theirs], f"{theirs} + numba")


def java_example(bench):
    """The README's example: the first and the second call of a new JVM, against those of a new Python."""
    tasks = bench.size(40_000, 2_000)
    ours, theirs = [], []
    for _ in bench.rounds(5):
        for session, calls in ((bench.calls("processes", 4, "sum"), ours), (bench.peer("loky", 4, "sum"), theirs)):
            with session:
                calls.append([bench.check(session.round(tasks), sums(tasks))["wall"] for _ in range(2)])
    for call, name, bar in ((0, "first", "0.30"), (1, "second", "0.10")):
        what = f"{tasks:,} sums in Java, automatic batches, 4 workers: {name} call"
        yield Line("java-example", what, f"ratio <= {bar}", "s", nth(ours, call), nth(theirs, call), "loky")


def cold_start(bench):
    """A worker's cold start."""
    with bench.java("ColdStart") as session:
        bench.check(session.round(), 780)
        millis = [bench.check(session.round(), 780)["millis"] for _ in bench.rounds(10)]
    yield Line("cold-start", "a worker's cold start, from its process's start to its first answer", "<= 120 ms", "ms", millis)


def no_ops_processes(bench):
    """No-ops through processes: the CPU of the first call with all that starts for it, and later calls."""
    tasks = bench.size(100_000, 2_000)
    first, warm = [], []
    for _ in bench.rounds(3):
        with bench.calls("processes", bench.cores, "identity") as session:
            calls = [bench.check(session.round(tasks), numbers(tasks)) for _ in range(bench.size(8, 2))]
            first.append(calls[0]["cpu"])
            warm += [call["wall"] / tasks * 1e6 for call in calls[len(calls) // 2 :]]
    what = f"{tasks:,} no-ops, {bench.cores} processes"
    yield Line("no-ops-processes", f"{what}, first call: CPU", "<= 4 s", "s", first)
    yield Line("no-ops-processes", f"{what}, warm: wall per task", "<= 10 us", "us", warm)


def batch_of_one(bench):
    """Batches of one task through a process, one after another."""
    few, many, measured = bench.size(100, 50), bench.size(11_000, 100), bench.size(1_000, 50)
    first, warm = [], []
    for _ in bench.rounds(3):
        with bench.java("BatchOfOne") as session:
            first.append(bench.check(session.round(few), few * 780)["p50Millis"])
            bench.check(session.round(many), many * 780)
            warm.append(bench.check(session.round(measured), measured * 780)["p50Millis"])
    yield Line("batch-of-one", f"a batch of one, first {few}: p50", "<= 6 ms", "ms", first)
    yield Line("batch-of-one", f"a batch of one, after {few + many:,}: p50", "<= 1.6 ms", "ms", warm)


def no_ops_threads(bench):
    """Warm no-ops on threads, against joblib's backends."""
    tasks = bench.size(100_000, 2_000)
    sessions = {
        "threads": bench.calls("threads", bench.cores, "identity"),
        "loky": bench.peer("loky", bench.cores, "identity"),
        "threading": bench.peer("threading", bench.cores, "identity"),
    }
    micros = alternate(bench, sessions, tasks, 7)
    what = f"{tasks:,} no-ops, {bench.cores} threads, warm: wall per task"
    for peer in ("loky", "threading"):
        yield Line("no-ops-threads", what, "ratio < 1", "us", micros["threads"], micros[peer], peer)


def sequential(bench):
    """Warm no-ops one after another."""
    tasks = bench.size(100_000, 2_000)
    micros = alternate(bench, {"sequential": bench.calls("sequential", 1, "identity")}, tasks, 7)
    what = f"{tasks:,} no-ops, sequential, warm: wall per task"
    yield Line("sequential", what, "<= 1.5 us", "us", micros["sequential"])


def alternate(bench, sessions, tasks, rounds):
    """Microseconds of no-ops by session, one round of each in turn; the first ones warm up."""
    warm_up = bench.size(3, 1)
    micros = defaultdict(list)
    with ExitStack() as ends:
        for session in sessions.values():
            ends.enter_context(session)
        for _ in range(warm_up + len(bench.rounds(rounds))):
            for name, session in sessions.items():
                micros[name].append(bench.check(session.round(tasks), numbers(tasks))["wall"] / tasks * 1e6)
    return {name: figures[warm_up:] for name, figures in micros.items()}


def recording(bench):
    """Sums in this JVM, recorded and not."""
    tasks = bench.size(40_000, 1_000)
    for backend in ("threads", "sequential"):
        store = bench.folder()
        recorded, plain, files, bars = [], [], [], []
        with bench.calls(backend, bench.cores, "sum", store) as with_store, bench.calls(backend, bench.cores, "sum") as without:
            for _ in range(1 + len(bench.rounds(5))):
                before = count(store)
                recorded.append(bench.check(with_store.round(tasks), sums(tasks))["wall"])
                files.append(count(store) - before)
                plain.append(bench.check(without.round(tasks), sums(tasks))["wall"])
        what = f"{tasks:,} sums on {backend}, recorded"
        yield Line("recording", f"{what}: wall", "ratio <= 1.05", "s", recorded[1:], plain[1:], "not recorded")
        yield Line("recording", f"{what}: files", f"<= {max(recorded[1:]) + 10:.0f} files", "files", files[1:])


def efficiency(bench):
    """Kernels of about 100 ms, at least 60 s of them, against a bare fixed pool in the same JVM."""
    tasks, warm_up = bench.size(640, 8), bench.size(40, 8)
    rates = {"pool": [], "threads": [], "processes": []}
    with bench.java("Efficiency", bench.cores) as session:
        for who in rates:
            bench.check(session.round(who, warm_up), warm_up)
        for _ in bench.rounds(3):
            for who, figures in rates.items():
                figures.append(tasks / bench.check(session.round(who, tasks), tasks)["wall"])
    for who, bar in (("threads", "0.98"), ("processes", "0.93")):
        what = f"{tasks} tasks of 100 ms, {bench.cores} {who}"
        yield Line("efficiency", what, f"ratio >= {bar}", "tasks/s", rates[who], rates["pool"], "bare pool")


def dump(bench):
    """An array of 200 MB to a file and back, with each compression at the level that both use for it, against joblib."""
    elements = bench.size(25_000_000, 20_000)
    with bench.java("DumpLoad", elements, options=["-Xmx2g"]) as ours, bench.peer_of_dumps(elements) as theirs:
        total = theirs.round("total")["total"]
        for name, level, rounds in (("none", 0, 5), ("zlib", 3, 3), ("gzip", 3, 3), ("xz", 3, 1), ("zstd", 3, 5), ("lz4", 1, 5)):
            yield from compression(bench, {"fanfare": ours, "joblib": theirs}, name, level, rounds, total)


def compression(bench, sessions, name, level, rounds, total):
    """What it takes to dump and to load, and the size of the file; taking turns."""
    figures = defaultdict(list)
    for _ in bench.rounds(rounds):
        for verb in ("dump", "load"):
            for who, session in sessions.items():
                file = bench.scratch / f"{who}.{name}"
                figures[who, verb].append(bench.check(session.round(verb, name, level, file), total)["wall"])
                figures[who, "size"].append(file.stat().st_size / 1e6)
    for what, unit in (("dump", "s"), ("load", "s"), ("size", "MB")):
        yield Line("dump", f"{name}: {what}", "", unit, figures["fanfare", what], figures["joblib", what], "joblib")


def million(bench):
    """A long job list with little memory: CPU of the orchestrator since its start."""
    tasks = bench.size(1_000_000, 5_000)
    micros = []
    for _ in bench.rounds(2):
        with bench.java("Million", bench.cores, options=["-Xmx64m"]) as session:
            micros.append(bench.check(session.round(tasks), 12 * tasks)["ownCpu"] / tasks * 1e6)
    what = f"{tasks:,} tasks through {bench.cores} processes, -Xmx64m: the orchestrator's CPU per task"
    yield Line("million", what, "<= 15 us", "us", micros)


def sharing(bench):
    """An array that many tasks share, against joblib's memory maps. Workers are new in each call; the rest is new in the first."""
    tasks, megabytes, workers = bench.size(1_000, 50), bench.size(100, 8), bench.cores
    elements = megabytes * 1_000_000 // 8
    ours, theirs, memory = [], [], []
    for _ in bench.rounds(5):
        with bench.java("Sharing", workers) as session:
            ours.append([bench.check(session.round(tasks, megabytes), elements) for _ in range(2)])
            little = bench.check(session.round(tasks, 1), 125_000)
        memory.append((ours[-1][0]["workerMb"] - little["workerMb"]) / megabytes)
        with bench.processes.session([tools.python(), tools.PROGRAMS / "sharing.py", workers]) as session:
            theirs.append([bench.check(session.round(tasks, megabytes), elements) for _ in range(2)])
    what = f"{megabytes} MB shared by {tasks:,} tasks, {workers} workers"
    for call, name in ((0, "first"), (1, "second")):
        walls = [[figures["wall"] for figures in nth(calls, call)] for calls in (ours, theirs)]
        yield Line("sharing", f"{what}: {name} call", "ratio <= 0.50", "s", *walls, "loky")
    yield Line("sharing", f"{what}: a worker's peak memory over that with 1 MB", "<= 1.5", "of the array", memory)


def values(results):
    """The values in a file of results."""
    with results.open() as lines:
        return [json.loads(line)["value"] for line in lines]


def count(folder):
    return sum(path.is_file() for path in folder.rglob("*"))


def walls(runs):
    return [run.wall for run in runs]


def cpus(runs):
    return [run.cpu for run in runs]


def nth(rounds, position):
    return [figures[position] for figures in rounds]


ALL = {
    row.__name__.replace("_", "-"): row
    for row in (
        sums_cli,
        one_task_cli,
        wait_loop,
        java_example,
        cold_start,
        no_ops_processes,
        batch_of_one,
        no_ops_threads,
        sequential,
        recording,
        efficiency,
        dump,
        million,
        sharing,
    )
}
