package dev.fanfare.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a cloud leaves behind: nothing. */
@Timeout(60)
final class CloudLifeTest {

  private static final String HANDLER = TestHandlers.Obedient.class.getName();

  @TempDir
  Path folder;

  @Test
  void closes_its_ports_and_kills_its_workers() throws IOException {
    Caller caller = new Caller(FunctionConfig.of(HANDLER, 3).withMemoryMb(128), folder);
    EmbeddedCloud cloud = caller.cloud();
    URI s3 = cloud.s3Endpoint();
    cloud.warm(3);
    ProcessHandle worker = ProcessHandle.of(Long.parseLong(caller.order("pid"))).orElseThrow();

    caller.close();
    cloud.close();

    assertThat(worker.isAlive()).isFalse();
    assertThat(ProcessHandle.current().children().filter(CloudLifeTest::isWorker))
        .isEmpty();
    for (URI endpoint : List.of(s3, cloud.lambdaEndpoint())) {
      assertThatThrownBy(() -> new Socket("127.0.0.1", endpoint.getPort()).close())
          .isInstanceOf(ConnectException.class);
    }
  }

  @Test
  void listens_on_the_loopback_address_alone() throws IOException {
    try (EmbeddedCloud cloud = EmbeddedCloud.start(FunctionConfig.of(HANDLER, 1), folder)) {
      List<Integer> ports =
          List.of(cloud.lambdaEndpoint().getPort(), cloud.s3Endpoint().getPort());
      // On Linux the whole of 127.0.0.0/8 is this host: a server on all addresses would answer at
      // the first of these.
      Stream<InetAddress> others = Stream.concat(
          Stream.of(InetAddress.getByName("127.0.0.2")),
          NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses));

      for (int port : ports) {
        assertThatCode(() -> connect(InetAddress.getByName("127.0.0.1"), port))
            .doesNotThrowAnyException();
      }
      assertThat(others.filter(other -> !other.getHostAddress().equals("127.0.0.1")))
          .allSatisfy(other -> assertThat(ports)
              .allSatisfy(port ->
                  assertThatThrownBy(() -> connect(other, port)).isInstanceOf(IOException.class)));
    }
  }

  private static void connect(InetAddress address, int port) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, port), /* timeout= */ 1_000);
    }
  }

  @Test
  void never_starts_more_than_the_concurrency() throws IOException {
    try (Caller caller = new Caller(FunctionConfig.of(HANDLER, 2).withMemoryMb(128), folder)) {
      caller.cloud().warm(10);
      caller.order("pid");

      assertThat(ProcessHandle.current().children().filter(CloudLifeTest::isWorker))
          .hasSizeLessThanOrEqualTo(2);
    }
  }

  @Test
  void leaves_no_worker_behind_when_its_process_is_killed() throws Exception {
    Process parent = new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Parent.class.getName(),
            folder.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
    ProcessHandle worker;
    try (BufferedReader out = parent.inputReader(StandardCharsets.UTF_8)) {
      worker = ProcessHandle.of(Long.parseLong(out.readLine())).orElseThrow();
      assertThat(worker.isAlive()).isTrue();
    } finally {
      parent.destroyForcibly();
    }

    assertThat(worker.onExit()).succeedsWithin(Duration.ofSeconds(30));
    assertThat(parent.waitFor(30, TimeUnit.SECONDS)).isTrue();
  }

  /** A program whose worker is busy when it is killed, and stays so; prints the worker's process id. */
  static final class Parent {
    public static void main(String[] args) throws IOException {
      FunctionConfig function = FunctionConfig.of(HANDLER, 1).withMemoryMb(128);
      try (Caller caller = new Caller(function, Path.of(args[0]));
          ServerSocket meeting = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        String pid = caller.order("pid");
        caller.start("\"stay " + meeting.getLocalPort() + "\"");
        meeting.accept();
        System.out.println(pid);
        System.in.read();
      }
    }
  }

  private static boolean isWorker(ProcessHandle process) {
    return process
        .info()
        .arguments()
        .map(List::of)
        .orElse(List.of())
        .contains(WorkerMain.class.getName());
  }
}
