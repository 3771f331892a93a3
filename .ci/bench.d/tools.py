"""What is needed to measure, found or made: the JDK, Fanfare, the Java programs of this folder, and joblib in a venv."""

import os
import subprocess
import sys
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent.parent
TARGET = HOME / "target" / "bench"
PROGRAMS = Path(__file__).resolve().parent
PEERS = ["joblib==1.6.0", "numba==0.68.1", "lz4==4.4.5", "zstandard==0.25.0"]


def call(*command, **options):
    """Standard output of a command; what else it prints goes to standard error."""
    words = [str(word) for word in command]
    done = subprocess.run(words, stdout=subprocess.PIPE, text=True, cwd=HOME, **options)
    if done.returncode:
        raise RuntimeError(f"exit code {done.returncode}: {words[0]}")
    return done.stdout.strip()


def jdk():
    return os.environ.get("JAVA_HOME") or call(HOME / ".ci" / "jdk", "25")


def jdk_version(home):
    return call(Path(home) / "bin" / "java", "--version", stderr=subprocess.STDOUT).splitlines()[1]


def library():
    """The class path of a program that uses Fanfare."""
    target = HOME / "orchestrator" / "target"
    return [*sorted(target.glob("fanfare-orchestrator-*.jar")), *sorted((target / "lib").glob("*.jar"))]


def programs(java_home, class_path):
    """The jar of the programs: worker processes have class archives only if the class path is made of jars."""
    jar = TARGET / "programs.jar"
    sources = sorted(PROGRAMS.glob("*.java"))
    inputs = [*sources, *class_path[:1], Path(java_home) / "release"]
    if not jar.exists() or any(path.stat().st_mtime > jar.stat().st_mtime for path in inputs):
        classes = TARGET / "classes"
        path = os.pathsep.join(str(element) for element in class_path)
        call(Path(java_home) / "bin" / "javac", "--release", "17", "-cp", path, "-d", classes, *sources)
        call(Path(java_home) / "bin" / "jar", "--create", "--file", jar, "-C", classes, ".")
    return jar


def python():
    """The Python that has the peers."""
    venv = TARGET / "venv"
    pins = venv / "pins"
    if not pins.exists() or pins.read_text() != str(PEERS):
        call(sys.executable, "-m", "venv", "--clear", venv)
        call(venv / "bin" / "pip", "install", "-q", "--disable-pip-version-check", *PEERS)
        pins.write_text(str(PEERS))
    return venv / "bin" / "python"
