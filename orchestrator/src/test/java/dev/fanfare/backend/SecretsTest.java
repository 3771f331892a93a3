package dev.fanfare.backend;

import static dev.fanfare.kernel.Delayed.delayed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.fanfare.kernel.SeedKernels;
import dev.fanfare.local.EmbeddedCloud;
import dev.fanfare.local.Fault;
import dev.fanfare.local.FaultPlan;
import dev.fanfare.local.Faults;
import dev.fanfare.store.S3Access;
import dev.fanfare.store.S3Store;
import dev.fanfare.store.UrlSigner;
import dev.fanfare.wire.Batch;
import dev.fanfare.wire.Codec;
import dev.fanfare.wire.InputReference;
import dev.fanfare.wire.Invocation;
import dev.fanfare.wire.Task;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.LogType;

/** Presigned URLs and keys are in no message, trace or log, where the store fails on both sides. */
class SecretsTest {

  private static final ProcessBackend BACKEND =
      new ProcessBackend(Faults.by(FaultPlan.NONE.with(Fault.STORE_503, 1)));

  private static SdkAsyncHttpClient http;
  private static CloudAccess access;
  private static S3Store store;
  private static UrlSigner signer;

  @BeforeAll
  static void open() {
    BACKEND.open(1);
    EmbeddedCloud cloud = BACKEND.cloud();
    access = new CloudAccess(
        cloud.lambdaEndpoint(),
        cloud.s3Endpoint(),
        null,
        cloud.region(),
        StaticCredentialsProvider.create(
            AwsBasicCredentials.create(cloud.accessKeyId(), cloud.secretAccessKey())));
    signer = cloud.signer(Duration.ofMinutes(1));
    http = NettyNioAsyncHttpClient.create();
    store = S3Store.connect(
        http,
        new S3Access(
            access.s3Endpoint(),
            null,
            access.region(),
            access.credentials(),
            cloud.bucket(),
            "",
            Duration.ofMinutes(1)));
  }

  @AfterAll
  static void close() {
    store.close();
    http.close();
    BACKEND.close();
  }

  private static void assertNoSecretsIn(String text) {
    assertThat(text)
        .doesNotContain(BACKEND.cloud().secretAccessKey())
        .doesNotContainIgnoringCase("X-Amz-Signature", "X-Amz-Credential");
  }

  private static Invocation invocation() {
    Batch batch = new Batch("run", 0, 1, List.of(new Task(0, delayed(SeedKernels::sum, 4L))));
    return new Invocation(batch, signer.putUrl("runs/run/results/upload"));
  }

  @Test
  void a_worker_that_cannot_upload_tells_no_secrets() throws IOException {
    Invocation invocation = invocation();

    assertThat(invocation.resultUrl().toString()).contains("X-Amz-Signature");
    assertNoSecretsIn(failed(Codec.write(invocation), "ResultUploadException"));
  }

  @Test
  void a_worker_that_cannot_download_tells_no_secrets() throws IOException {
    InputReference reference = new InputReference(signer.getUrl("runs/run/inputs/download"));

    assertThat(reference.inputUrl().toString()).contains("X-Amz-Signature");
    assertNoSecretsIn(failed(Codec.write(reference), "InputDownloadException"));
  }

  /** What the function answers and logs. */
  private static String failed(byte[] payload, String error) throws IOException {
    try (LambdaAsyncClient lambda = Invoker.client(access, http)) {
      InvokeResponse answer = lambda
          .invoke(request -> request
              .functionName(BACKEND.cloud().functionName())
              .logType(LogType.TAIL)
              .payload(SdkBytes.fromByteArray(payload)))
          .join();
      String log =
          new String(Base64.getDecoder().decode(answer.logResult()), StandardCharsets.UTF_8);
      assertThat(answer.payload().asUtf8String()).contains(error);
      return answer.payload().asUtf8String() + log;
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void a_workers_log_environment_and_command_line_hold_no_secrets() throws IOException {
    failed(Codec.write(invocation()), "ResultUploadException");

    List<Path> workers = ProcessHandle.current()
        .children()
        .map(worker -> Path.of("/proc", Long.toString(worker.pid())))
        .toList();
    assertThat(workers).isNotEmpty();
    for (Path worker : workers) {
      for (String file : List.of("fd/1", "environ", "cmdline")) {
        assertNoSecretsIn(Files.readString(worker.resolve(file), StandardCharsets.ISO_8859_1));
      }
    }
  }

  @Test
  void the_orchestrator_tells_no_secrets_of_a_store_that_refuses_it() {
    for (Throwable thrown : List.of(
        caught(() -> store.put("key", new byte[1]).join()),
        caught(() -> store.putIfAbsent("key", new byte[1]).join()),
        caught(() -> store.get("key").join()),
        caught(() -> store.list("prefix").join()))) {
      StringWriter trace = new StringWriter();
      thrown.printStackTrace(new PrintWriter(trace));

      assertNoSecretsIn(trace.toString());
    }
  }

  private static Throwable caught(Runnable call) {
    return Objects.requireNonNull(catchThrowable(call::run), "no failure");
  }

  @Test
  void what_holds_a_secret_does_not_show_it() {
    Invocation invocation = invocation();

    assertNoSecretsIn(invocation.toString());
    assertNoSecretsIn(new InputReference(invocation.resultUrl()).toString());
    assertNoSecretsIn(access.toString());
    assertNoSecretsIn(access.credentials().toString());
    assertNoSecretsIn(store.toString());
    assertNoSecretsIn(signer.toString());
    assertNoSecretsIn(BACKEND.cloud().toString());
  }
}
