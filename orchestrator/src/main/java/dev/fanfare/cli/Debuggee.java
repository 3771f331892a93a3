package dev.fanfare.cli;

import dev.fanfare.kernel.FanfareException;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A JVM that executes a command once a debugger is attached. It is a child of this process, because
 * a debugger that suspends all threads also suspends those that react to Ctrl-C.
 *
 * @param port port on 127.0.0.1 where it waits for the debugger
 */
record Debuggee(int port) {

  static final int STANDARD_PORT = 5005;

  private static final String HOST = "127.0.0.1";
  private static final byte[] ADDRESS = {127, 0, 0, 1};
  private static final int MOST = 65_535;

  /**
   * One that waits on that port; 0 chooses a free one.
   *
   * @throws IllegalArgumentException if the port is in use
   */
  static Debuggee on(int port) {
    if (port < 0 || port > MOST) {
      throw new IllegalArgumentException("--debug-port must be a port from 0 to " + MOST
          + ", where 0 chooses a free one, got: " + port);
    }
    try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getByAddress(ADDRESS))) {
      return new Debuggee(probe.getLocalPort());
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "cannot wait for a debugger on port " + port + " of " + HOST + ": " + e.getMessage()
              + "; --debug-port=0 chooses a free port",
          e);
    }
  }

  /** Executes the command line with this process's options and streams; its exit code. */
  int run(List<String> arguments, PrintWriter err) {
    err.println("waiting for a debugger on " + HOST + ":" + port);
    err.println("  IntelliJ IDEA: Run | Attach to Process, or a Remote JVM Debug configuration");
    err.println("  VS Code: a launch configuration with \"request\": \"attach\" and this port");
    err.println("  terminal: jdb -attach " + HOST + ":" + port);
    err.flush();
    try {
      return waitFor(new ProcessBuilder(line(arguments)).inheritIO().start());
    } catch (IOException e) {
      throw new FanfareException("cannot start a JVM to debug: " + e.getMessage(), e);
    }
  }

  private static int waitFor(Process child) {
    Thread end = new Thread(child::destroyForcibly, "fanfare-debuggee");
    Runtime.getRuntime().addShutdownHook(end);
    try {
      int code = child.waitFor();
      Runtime.getRuntime().removeShutdownHook(end);
      return code;
    } catch (InterruptedException e) {
      child.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new FanfareException("interrupted", e);
    } catch (IllegalStateException e) {
      // This process is ending.
      return ExitCode.INTERRUPTED;
    }
  }

  private List<String> line(List<String> arguments) {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> !option.contains("jdwp"))
        .forEach(line::add);
    // Its own message would go to standard output.
    line.add("-agentlib:jdwp=transport=dt_socket,server=y,suspend=y,quiet=y,address=" + HOST + ":"
        + port);
    line.addAll(List.of("-cp", System.getProperty("java.class.path"), Fanfare.class.getName()));
    line.addAll(arguments);
    return line;
  }
}
