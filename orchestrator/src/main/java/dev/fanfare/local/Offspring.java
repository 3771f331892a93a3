package dev.fanfare.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The processes that kernels have started, and their descendants. They must not outlive their worker.
 *
 * <p>Each inherits the worker's environment variables, and the address of the Runtime API in them contains the worker's secret id. On
 * Linux, all are found by that id, even if their parent has ended or they started a session of their own. On other systems, only those
 * are found that still descend from the worker when it is killed. Stateless.
 */
final class Offspring {

  /** The variable with the address of the Runtime API; it ends with the worker's id. */
  static final String RUNTIME_API = "AWS_LAMBDA_RUNTIME_API";

  private static final boolean FOUND_BY_MARK = Files.exists(Path.of("/proc/self/environ"));
  private static final String MARK = RUNTIME_API + "=";

  /** A process may start another while it is looked for. */
  private static final int MOST_ROUNDS = 10;

  private Offspring() {}

  /** The processes that a running worker has started; empty if they can also be found after its end. */
  static List<ProcessHandle> of(Process worker) {
    return FOUND_BY_MARK ? List.of() : worker.descendants().toList();
  }

  /**
   * Kills all processes that the workers with these ids have started, except this one. The workers must have ended, so that they
   * start no more.
   */
  static void kill(Set<String> workers) {
    List<ProcessHandle> found = of(workers);
    for (int round = 0; !found.isEmpty() && round < MOST_ROUNDS; round++) {
      found.forEach(ProcessHandle::destroyForcibly);
      found = of(workers);
    }
  }

  private static List<ProcessHandle> of(Set<String> workers) {
    if (!FOUND_BY_MARK || workers.isEmpty()) {
      return List.of();
    }
    long self = ProcessHandle.current().pid();
    try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
      return all.filter(process -> process.pid() != self && workers.contains(worker(process)))
          .toList();
    }
  }

  /** The id of the worker that started a process; empty if none did, or if the process belongs to another user. */
  private static String worker(ProcessHandle process) {
    Path environment = Path.of("/proc/" + process.pid() + "/environ");
    try {
      String variables = new String(Files.readAllBytes(environment), StandardCharsets.ISO_8859_1);
      return Stream.of(variables.split("\0"))
          .filter(variable -> variable.startsWith(MARK))
          .map(variable -> variable.substring(variable.lastIndexOf('/') + 1))
          .findFirst()
          .orElse("");
    } catch (IOException e) {
      return "";
    }
  }
}
