package dev.fanfare.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The processes that workers' kernels have started, and those that these have started: they must not outlive their worker.
 *
 * <p>Each inherits the worker's environment, whose address of the Runtime API has the worker's secret id. So on Linux they are found
 * wherever they are, also when their parent is gone or they have a session of their own. Elsewhere those are found that still descend
 * from the worker when that is killed. Stateless.
 */
final class Offspring {

  /** The variable that says where a worker asks for calls; its end is the worker's id. */
  static final String RUNTIME_API = "AWS_LAMBDA_RUNTIME_API";

  private static final boolean FOUND_BY_MARK = Files.exists(Path.of("/proc/self/environ"));
  private static final String MARK = RUNTIME_API + "=";

  /** A process may start another while it is looked for. */
  private static final int MOST_ROUNDS = 10;

  private Offspring() {}

  /** What a living worker has started; empty where it can be found once the worker is dead. */
  static List<ProcessHandle> of(Process worker) {
    return FOUND_BY_MARK ? List.of() : worker.descendants().toList();
  }

  /**
   * Kills whatever the workers with these ids have started, but for this process. The workers are to be dead before, lest they go on.
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

  /** The id of the worker that a process comes from; empty if it comes from none, or is another user's. */
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
