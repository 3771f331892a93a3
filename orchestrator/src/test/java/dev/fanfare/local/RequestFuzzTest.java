package dev.fanfare.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fanfare.Mutations;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a stranger on this machine sends to the embedded Lambda, it goes on serving those who are let in. */
@Timeout(120)
class RequestFuzzTest {

  private static final int MUTATIONS = 200;

  @TempDir
  Path folder;

  @Test
  void a_mutated_request_does_not_hurt_the_next_good_one() throws Exception {
    FunctionConfig function = FunctionConfig.of(TestHandlers.Echo.class.getName(), 1);
    try (Caller caller = new Caller(function, folder)) {
      URI lambda = caller.cloud().lambdaEndpoint();
      String good = caller.invoke("{}").payload().asUtf8String();
      Mutations mutations = new Mutations(Mutations.SEED);
      for (byte[] request : requests(lambda).map(RequestFuzzTest::bytes).toList()) {
        for (int i = 0; i < MUTATIONS; i++) {
          String answer = send(lambda, mutations.of(request));
          assertThat(answer)
              .as("mutation %d, replay with -Dfanfare.fuzz.seed=%d", i, Mutations.SEED)
              .doesNotStartWith("HTTP/1.1 2")
              .doesNotContain("\tat ");
        }
        assertThat(caller.invoke("{}").payload().asUtf8String()).isEqualTo(good);
      }
    }
  }

  /** Requests of somebody who knows the protocols, and no credentials. */
  private static Stream<String> requests(URI lambda) {
    String host = "Host: " + lambda.getAuthority() + "\r\n";
    String runtime = " " + RuntimeApi.PREFIX + "0123456789abcdef/2018-06-01/runtime/";
    return Stream.of(
        "POST /2015-03-31/functions/fanfare-worker/invocations HTTP/1.1\r\n" + host
            + "Authorization: AWS4-HMAC-SHA256 Credential=AKIA/20260131/us-east-1/lambda/aws4_request,"
            + " SignedHeaders=host;x-amz-date, Signature=0123\r\n"
            + "X-Amz-Date: 20260131T000000Z\r\nX-Amz-Log-Type: Tail\r\n"
            + "X-Amz-Invocation-Type: RequestResponse\r\nContent-Length: 2\r\n\r\n{}",
        "GET" + runtime + "invocation/next HTTP/1.1\r\n" + host + "\r\n",
        "POST" + runtime + "invocation/8f5a-1/response HTTP/1.1\r\n" + host
            + "Content-Length: 2\r\n\r\n{}",
        "POST" + runtime + "invocation/8f5a-1/error HTTP/1.1\r\n" + host
            + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
        "POST" + runtime + "init/error HTTP/1.1\r\n" + host + "Content-Length: 2\r\n\r\n{}");
  }

  // The sender stops after its request, so that a server that waits for more gets the end instead.
  private static String send(URI lambda, byte[] request) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), lambda.getPort())) {
      socket.getOutputStream().write(request);
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "the connection was closed";
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
