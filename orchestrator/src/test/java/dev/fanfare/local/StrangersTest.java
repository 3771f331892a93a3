package dev.fanfare.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fanfare.store.S3Access;
import dev.fanfare.store.S3Store;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** Another user of this machine, who connects and takes his time. */
@Timeout(120)
final class StrangersTest {

  private static final int CONNECTIONS = 600;
  private static final long DRIP_MILLIS = 100;

  private static final String LAMBDA = "/2015-03-31/functions/fanfare-worker/invocations";
  private static final String RUNTIME = RuntimeApi.PREFIX + "0123/2018-06-01/runtime/init/error";
  private static final String S3 = "/fanfare/object?X-Amz-Algorithm=AWS4-HMAC-SHA256";

  @TempDir
  Path folder;

  private final List<Socket> sockets = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "P",
        "POST /2015-03-31/functions/fanfare-worker/invocations HTTP/1.1\r\nHost: x\r\n",
        "POST /2015-03-31/functions/fanfare-worker/invocations HTTP/1.1\r\nHost: x\r\n"
            + "Content-Length: 1000000\r\n\r\n{",
        "PUT /fanfare/object HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n{"
      })
  void work_goes_on_while_600_connections_say_no_more(String beginning) throws Exception {
    try (Caller caller = new Caller(function(), folder);
        S3Store store = store(caller.cloud())) {
      List<URI> servers =
          List.of(caller.cloud().lambdaEndpoint(), caller.cloud().s3Endpoint());
      for (int i = 0; i < CONNECTIONS; i++) {
        connect(servers.get(i % 2), beginning);
      }

      worksFor(caller, store);
    } finally {
      closeAll();
    }
  }

  @Test
  void work_goes_on_while_others_send_a_byte_at_a_time() throws Exception {
    ScheduledExecutorService drip = Executors.newSingleThreadScheduledExecutor();
    try (Caller caller = new Caller(function(), folder);
        S3Store store = store(caller.cloud())) {
      List<URI> servers =
          List.of(caller.cloud().lambdaEndpoint(), caller.cloud().s3Endpoint());
      for (int i = 0; i < CONNECTIONS; i++) {
        connect(servers.get(i % 2), "POST / HTTP/1.1\r\nX-Long: ");
      }
      drip.scheduleWithFixedDelay(this::drip, 0, DRIP_MILLIS, TimeUnit.MILLISECONDS);

      worksFor(caller, store);
    } finally {
      drip.shutdownNow();
      closeAll();
    }
  }

  private static void worksFor(Caller caller, S3Store store) {
    for (int i = 0; i < 20; i++) {
      assertThat(caller.invoke("[" + i + "]").payload().asUtf8String()).isEqualTo("[" + i + "]");
      assertThat(store.putIfAbsent("runs/1/" + i, new byte[] {1}).join()).isTrue();
      assertThat(store.get("runs/1/" + i).join()).containsExactly(1);
    }
  }

  private void drip() {
    for (Socket socket : sockets) {
      try {
        socket.getOutputStream().write('x');
      } catch (IOException e) {
        // The server has had enough of it.
      }
    }
  }

  /** The answer comes although not a byte of the body has been sent. */
  @Test
  void an_unsigned_request_is_refused_before_its_body() throws Exception {
    try (EmbeddedCloud cloud = EmbeddedCloud.start(function(), folder)) {
      String large = " HTTP/1.1\r\nHost: x\r\nContent-Length: 400000000\r\n\r\n";

      assertThat(statusOf(connect(cloud.lambdaEndpoint(), "POST " + LAMBDA + large)))
          .startsWith("HTTP/1.1 403");
      assertThat(statusOf(connect(cloud.lambdaEndpoint(), "POST " + RUNTIME + large)))
          .startsWith("HTTP/1.1 403");
      assertThat(statusOf(connect(cloud.s3Endpoint(), "PUT " + S3 + large)))
          .startsWith("HTTP/1.1 403");
      assertThat(statusOf(connect(cloud.lambdaEndpoint(), "PUT " + S3 + large)))
          .startsWith("HTTP/1.1 403");
      assertThat(statusOf(connect(
              cloud.s3Endpoint(),
              "PUT /fanfare/object HTTP/1.1\r\nX-Amz-Date: 20260131T000000Z\r\n"
                  + "Authorization: AWS4-HMAC-SHA256 Credential=" + cloud.accessKeyId()
                  + "/20260131/us-east-1/s3/aws4_request, SignedHeaders=host;x-amz-date,"
                  + " Signature=00\r\nHost: x\r\nContent-Length: 400000000\r\n\r\n")))
          .startsWith("HTTP/1.1 403");
    } finally {
      closeAll();
    }
  }

  private static String statusOf(Socket socket) throws IOException {
    return new String(socket.getInputStream().readNBytes(12), StandardCharsets.ISO_8859_1);
  }

  private Socket connect(URI server, String beginning) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.getPort());
    sockets.add(socket);
    socket.getOutputStream().write(beginning.getBytes(StandardCharsets.ISO_8859_1));
    return socket;
  }

  private void closeAll() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  private static FunctionConfig function() {
    return FunctionConfig.of(TestHandlers.Echo.class.getName(), 1);
  }

  private static S3Store store(EmbeddedCloud cloud) {
    return S3Store.connect(
        Caller.HTTP,
        new S3Access(
            cloud.s3Endpoint(),
            null,
            cloud.region(),
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(cloud.accessKeyId(), cloud.secretAccessKey())),
            cloud.bucket(),
            "",
            Duration.ofMinutes(5)));
  }
}
