package dev.fanfare.local;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Handlers that the tests run in worker processes. */
final class TestHandlers {

  private TestHandlers() {}

  /** Answers with the event. */
  public static final class Echo implements RequestStreamHandler {
    @Override
    public void handleRequest(InputStream event, OutputStream answer, Context context)
        throws IOException {
      event.transferTo(answer);
    }
  }

  /** Does what the event, a JSON string, says. */
  public static final class Obedient implements RequestStreamHandler {
    @Override
    public void handleRequest(InputStream event, OutputStream answer, Context context)
        throws IOException {
      String order = new String(event.readAllBytes(), StandardCharsets.UTF_8).replace("\"", "");
      answer.write(('"' + obey(order, context) + '"').getBytes(StandardCharsets.UTF_8));
    }

    private static String obey(String order, Context context) throws IOException {
      if (order.startsWith("meet ")) {
        return meet(Integer.parseInt(order.substring(5)));
      }
      if (order.startsWith("stay ")) {
        return stay(Integer.parseInt(order.substring(5)));
      }
      return switch (order) {
        case "pid" -> Long.toString(ProcessHandle.current().pid());
        case "throw" -> throw new IllegalStateException("as ordered");
        case "exit" -> exit();
        case "overflow" -> overflow(0) + "";
        case "exhaust" -> exhaust();
        case "print" -> print();
        case "wait" -> await();
        case "large" -> "x".repeat(7 * 1024 * 1024);
        case "environment" -> String.join(",", System.getenv().keySet());
        case "input" -> Integer.toString(System.in.read());
        case "folder" -> System.getProperty("user.dir");
        case "context" ->
          String.join(
              " ",
              context.getFunctionName(),
              context.getInvokedFunctionArn(),
              Integer.toString(context.getMemoryLimitInMB()),
              Boolean.toString(context.getRemainingTimeInMillis() > 0));
        case "fork" -> fork("exec sleep 1000");
        case "fork and forget" -> fork("sleep 1000 > /dev/null & echo $!");
        case "fork a daemon" -> fork("setsid sh -c 'echo $$; exec sleep 1000 > /dev/null' &");
        case "remaining" -> Integer.toString(context.getRemainingTimeInMillis());
        case "route" -> System.getProperty(NativeLibrary.PROPERTY) == null ? "java" : "native";
        default -> throw new IllegalArgumentException(order);
      };
    }

    private static String exit() {
      System.exit(3);
      return "unreachable";
    }

    /** Starts a process; the id is that of the shell, or what that prints. */
    private static String fork(String script) throws IOException {
      Process shell = new ProcessBuilder("sh", "-c", script).start();
      return script.startsWith("exec")
          ? Long.toString(shell.pid())
          : shell.inputReader().readLine();
    }

    private static int overflow(int depth) {
      return depth + overflow(depth + 1);
    }

    private static String exhaust() {
      List<byte[]> held = new ArrayList<>();
      while (true) {
        held.add(new byte[1 << 20]);
      }
    }

    /** Stays until the test, to which it connects, closes the connection. */
    private static String meet(int port) throws IOException {
      try (Socket test = new Socket("127.0.0.1", port)) {
        return "met " + test.getInputStream().read();
      }
    }

    /** Tells the test that it is there, and stays until the process is killed. */
    private static String stay(int port) throws IOException {
      new Socket("127.0.0.1", port).close();
      return await();
    }

    /** Stays until the process is killed. */
    private static String await() {
      while (true) {
        LockSupport.park();
      }
    }

    private static String print() {
      System.out.println("a line on standard output");
      System.err.println("a line on standard error");
      return "printed";
    }
  }

  /** Cannot be made. */
  public static final class Stillborn implements RequestStreamHandler {
    public Stillborn() {
      throw new IllegalStateException("not made for this world");
    }

    @Override
    public void handleRequest(InputStream event, OutputStream answer, Context context) {}
  }

  /** Takes the process along when it is made. */
  public static final class Fatal implements RequestStreamHandler {
    public Fatal() {
      System.exit(7);
    }

    @Override
    public void handleRequest(InputStream event, OutputStream answer, Context context) {}
  }
}
