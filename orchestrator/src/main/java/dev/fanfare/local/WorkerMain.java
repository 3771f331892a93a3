package dev.fanfare.local;

import com.amazonaws.services.lambda.runtime.api.client.AWSLambda;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;

/**
 * The main class of a worker process: AWS's runtime interface client, tied to the life of the process that started it.
 *
 * <p>The parent holds the other end of standard input and never writes to it. When standard input ends, the parent has ended,
 * even if it was killed; this process then ends too, with all processes that it has started. Kernels see an empty input.
 */
final class WorkerMain {

  /** The system property of a training run (see {@link Training}): exit normally, so that the JVM writes its archive. */
  static final String TRAINING = "fanfare.local.training";

  private WorkerMain() {}

  public static void main(String[] args) throws Throwable {
    InputStream parent = System.in;
    System.setIn(InputStream.nullInputStream());
    Thread watch = new Thread(() -> leaveWith(parent), "fanfare-parent-watch");
    watch.setDaemon(true);
    watch.start();
    // The client may notice the end of the parent first, and exit.
    Runtime.getRuntime()
        .addShutdownHook(new Thread(WorkerMain::killOffspring, "fanfare-offspring"));
    AWSLambda.main(args);
  }

  private static void leaveWith(InputStream parent) {
    try {
      while (parent.read() >= 0) {
        // Nothing is ever written; only the end matters.
      }
    } catch (IOException e) {
      // A broken pipe is an end as well.
    }
    if (Boolean.getBoolean(TRAINING)) {
      System.exit(0);
    }
    try {
      killOffspring();
    } finally {
      // Not exit: a kernel's shutdown hook could hold the process back.
      Runtime.getRuntime().halt(0);
    }
  }

  private static void killOffspring() {
    String address = System.getenv(Offspring.RUNTIME_API);
    Offspring.kill(Set.of(address.substring(address.lastIndexOf('/') + 1)));
  }
}
