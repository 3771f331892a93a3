package dev.fanfare.parallel;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What this JVM has of workers and servers right now. For Linux.
 *
 * @param processes children, and what these have started
 * @param ports that it listens on
 * @param threads that belong to servers and clients
 * @param folders temporary ones
 */
record Traces(long processes, long ports, long threads, long folders) {

  private static final Pattern THREAD =
      Pattern.compile("(fanfare-(?!idle)|HTTP-Dispatcher|qtp|aws-java-sdk-Netty).*");
  private static final String LISTENS = "0A";

  static Traces now() {
    try {
      return new Traces(
          ProcessHandle.current().descendants().count(), listening(), ownThreads(), ownFolders());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Waits until there is nothing more than that. A client's threads stay for two seconds. */
  static void awaitNoMoreThan(Traces before) {
    while (!now().isWithin(before)) {
      if (Thread.currentThread().isInterrupted()) {
        throw new AssertionError("before: " + before + ", now: " + now() + ", threads: "
            + Thread.getAllStackTraces().keySet());
      }
      LockSupport.parkNanos(10_000_000);
    }
  }

  private boolean isWithin(Traces most) {
    return processes <= most.processes
        && ports <= most.ports
        && threads <= most.threads
        && folders <= most.folders;
  }

  private static long listening() throws IOException {
    Set<String> sockets = new HashSet<>();
    for (String table : List.of("/proc/self/net/tcp", "/proc/self/net/tcp6")) {
      Path file = Path.of(table);
      for (String line : Files.exists(file) ? Files.readAllLines(file) : List.<String>of()) {
        String[] fields = line.trim().split("\\s+");
        if (fields.length > 9 && fields[3].equals(LISTENS)) {
          sockets.add("socket:[" + fields[9] + "]");
        }
      }
    }
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return open.filter(file -> sockets.contains(target(file))).count();
    }
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException e) {
      return "closed meanwhile";
    }
  }

  private static long ownThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> THREAD.matcher(thread.getName()).matches())
        .count();
  }

  private static long ownFolders() throws IOException {
    String own = "fanfare-" + ProcessHandle.current().pid() + "-*";
    long count = 0;
    try (DirectoryStream<Path> folders =
        Files.newDirectoryStream(Path.of(System.getProperty("java.io.tmpdir")), own)) {
      for (Path ignored : folders) {
        count++;
      }
    }
    return count;
  }
}
