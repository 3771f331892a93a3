package dev.fanfare.backend;

import static dev.fanfare.kernel.Delayed.delayed;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.fanfare.BackendUnavailableException;
import dev.fanfare.kernel.SeedKernels;
import dev.fanfare.wire.Batch;
import dev.fanfare.wire.Task;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers without an error code: of a proxy, or of a server that lacks an operation. */
@Timeout(60)
final class HtmlAnswerTest {

  private static final String WORKER = """
      {"FunctionName":"worker","Handler":"dev.fanfare.worker.WorkerHandler","MemorySize":1769,"Timeout":60,
       "Architectures":["arm64"],"Environment":{"Variables":{"FANFARE_BUCKET":"fanfare"}}}""";

  private static final String PAGE =
      "<html><head><title>Access denied</title></head>\n<body>by policy 17 (Zugriff für Büro gesperrt)</body></html>";

  private static final Map<String, String> PROPERTIES =
      Map.of("aws.region", "us-east-1", "aws.accessKeyId", "test", "aws.secretAccessKey", "test");

  private final AtomicInteger invocations = new AtomicInteger();
  private final AtomicInteger throttled = new AtomicInteger();
  private int status = 403;
  private Charset encoding = UTF_8;
  private String state = "Active";
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    PROPERTIES.forEach(System::setProperty);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
    PROPERTIES.keySet().forEach(System::clearProperty);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    exchange.getRequestBody().readAllBytes();
    if (path.endsWith("/worker/configuration")) {
      send(
          exchange,
          200,
          "application/json",
          WORKER.replaceFirst("}$", ",\"State\":\"" + state + "\"}"));
    } else {
      invocations.addAndGet(path.endsWith("/invocations") ? 1 : 0);
      send(exchange, throttled.getAndDecrement() > 0 ? 429 : status, "text/html", PAGE);
    }
  }

  private void send(HttpExchange exchange, int status, String type, String body)
      throws IOException {
    byte[] bytes = body.getBytes(encoding);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private LambdaBackend backend() {
    return new LambdaBackend(LambdaTarget.of("worker").withEndpoints(endpoint(), endpoint()));
  }

  /** A backend that asks the function where it reaches the store. */
  private LambdaBackend asking() {
    return new LambdaBackend(LambdaTarget.of("worker").withEndpoints(endpoint(), null));
  }

  @Test
  void an_invocation_that_a_proxy_denies_is_refused_with_the_status_and_its_words() {
    try (LambdaBackend backend = backend()) {
      backend.open(1);
      Batch batch = new Batch("run", 0, 1, List.of(new Task(0, delayed(SeedKernels::sum, 4L))));

      assertThatThrownBy(() -> backend.submit(batch).join())
          .isInstanceOf(CompletionException.class)
          .cause()
          .isInstanceOfSatisfying(
              BatchLostException.class,
              lost -> assertThat(lost.reason()).isEqualTo(BatchLostException.Reason.REFUSED))
          .hasMessageContaining("HTTP status 403: <html>")
          .hasMessageContaining("by policy 17");
      // The question for its kernels, and the batch, once.
      assertThat(invocations).hasValue(2);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 403, 404})
  void a_final_answer_is_refused_at_once_whatever_its_encoding(int answered) {
    status = answered;
    encoding = ISO_8859_1;
    try (LambdaBackend backend = backend()) {
      backend.open(1);
      Batch batch = new Batch("run", 0, 1, List.of(new Task(0, delayed(SeedKernels::sum, 4L))));

      assertThatThrownBy(() -> backend.submit(batch).join())
          .cause()
          .isInstanceOfSatisfying(
              BatchLostException.class,
              lost -> assertThat(lost.reason()).isEqualTo(BatchLostException.Reason.REFUSED))
          .hasMessageContaining("HTTP status " + answered)
          .hasMessageContaining("Zugriff");
    }
  }

  @Test
  void a_function_that_lambda_is_still_creating_is_refused_until_it_is_ready() {
    state = "Pending";
    try (LambdaBackend backend = backend()) {
      assertThatThrownBy(() -> backend.open(1))
          .isInstanceOf(BackendUnavailableException.class)
          .hasMessageContaining("aws lambda wait function-active-v2 --function-name worker");

      state = "Active";
      assertThatCode(() -> backend.open(1)).doesNotThrowAnyException();
    }
  }

  @Test
  void a_question_that_is_refused_ends_the_run_with_the_words_of_the_refusal() {
    try (LambdaBackend backend = asking()) {
      assertThatThrownBy(() -> backend.open(1))
          .isInstanceOf(BackendUnavailableException.class)
          .hasMessageContaining("refused to invoke worker: HTTP status 403")
          .hasMessageContaining("by policy 17")
          .hasMessageContaining("nothing has run");
      assertThat(invocations).hasValue(1);
    }
  }

  @Test
  void a_question_that_fails_is_not_asked_again_because_each_one_may_start_an_environment() {
    status = 500;
    try (LambdaBackend backend = asking()) {
      backend.open(1);

      assertThat(invocations).hasValue(1);
      assertThat(backend.warnings(null))
          .singleElement()
          .asString()
          .contains("did not answer whether it reaches the store");
    }
  }

  @Test
  void a_proxy_that_throttles_is_waited_for() {
    throttled.set(2);
    try (LambdaBackend backend = backend()) {
      backend.open(1);
      Batch batch = new Batch("run", 0, 1, List.of(new Task(0, delayed(SeedKernels::sum, 4L))));

      assertThatThrownBy(() -> backend.submit(batch).join()).hasMessageContaining("403");
      // The question three times, until it is refused; then the batch.
      assertThat(invocations).hasValue(4);
    }
  }

  @Test
  void a_server_that_does_not_know_the_accounts_limit_is_told_with_what_to_do() {
    try (LambdaBackend backend = backend()) {
      assertThatThrownBy(() -> backend.workersFor(-1))
          .isInstanceOf(BackendUnavailableException.class)
          .hasMessageContaining("nJobs = -1")
          .hasMessageContaining("pass a number")
          .hasMessageContaining("HTTP status 40");
    }
  }
}
