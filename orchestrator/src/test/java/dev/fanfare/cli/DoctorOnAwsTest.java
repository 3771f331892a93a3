package dev.fanfare.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command on AWS, which is played by a server that gives AWS's answers: each has the fix of its own cause. */
@Timeout(60)
final class DoctorOnAwsTest {

  private static final String WORKER = """
      {"FunctionName":"worker","FunctionArn":"arn:aws:lambda:us-east-1:123456789012:function:worker",
       "State":"STATE","Handler":"dev.fanfare.worker.WorkerHandler","MemorySize":1769,"Timeout":900,"Runtime":"java25",
       "Architectures":["arm64"],"Environment":{"Variables":{"FANFARE_BUCKET":"fanfaer"}}}""";

  private static final String POLICY =
      "; fix: attach the policy of the function's stack (output CallerPolicy)";

  private record Answer(int status, String code, String body, Map<String, String> headers) {}

  /** By a part of the path; what is not in it, is there. */
  private final Map<String, Answer> answers = new HashMap<>();

  @TempDir
  Path folder;

  private HttpServer server;
  private Map<String, String> properties = Map.of();

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    String url = "http://127.0.0.1:" + server.getAddress().getPort();
    properties = Map.of(
        "aws.region", "us-east-1",
        "aws.accessKeyId", "test",
        "aws.secretAccessKey", "test",
        "aws.endpointUrlS3", url,
        "aws.endpointUrlLambda", url);
    properties.forEach(System::setProperty);
    describe("Active");
  }

  @AfterEach
  void stop() {
    server.stop(0);
    properties.keySet().forEach(System::clearProperty);
  }

  private void describe(String state) {
    answers.put("/configuration", new Answer(200, "", WORKER.replace("STATE", state), Map.of()));
  }

  private void refuse(String path, int status, String code, String message) {
    answers.put(path, new Answer(status, code, "{\"Message\":\"" + message + "\"}", Map.of()));
  }

  private void refuseBucket(int status, String code, String message, Map<String, String> headers) {
    String body = "<Error><Code>" + code + "</Code><Message>" + message + "</Message></Error>";
    answers.put("/fanfaer", new Answer(status, "", body, headers));
  }

  private void answer(HttpExchange exchange) throws IOException {
    exchange.getRequestBody().readAllBytes();
    String path = exchange.getRequestURI().getPath();
    Answer answer = answers.entrySet().stream()
        .filter(each -> path.contains(each.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(new Answer(200, "", "{}", Map.of()));
    answer.headers().forEach(exchange.getResponseHeaders()::set);
    if (!answer.code().isEmpty()) {
      exchange.getResponseHeaders().set("x-amzn-ErrorType", answer.code());
    }
    byte[] body = answer.body().getBytes(UTF_8);
    exchange.sendResponseHeaders(answer.status(), body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  /** The line of a check. */
  private String line(String check) {
    Finished finished =
        Finished.here("doctor", "--store=" + folder.resolve("store"), "--function=worker");
    return line(finished, check);
  }

  private static String line(Finished finished, String check) {
    return finished
        .out()
        .lines()
        .filter(line -> line.contains("  " + check + " "))
        .findFirst()
        .orElse("no " + check + " in: " + finished.out());
  }

  @Test
  void expired_credentials_are_renewed() {
    refuse("/configuration", 403, "ExpiredTokenException", "The security token is expired");

    assertThat(line("function"))
        .startsWith("fail  function            the AWS credentials have expired; fix: ")
        .contains("export-credentials")
        .doesNotContain("sam deploy");
  }

  @Test
  void credentials_that_aws_does_not_know_are_corrected() {
    refuse("/configuration", 403, "UnrecognizedClientException", "The security token is invalid");

    assertThat(line("function"))
        .contains("The security token is invalid", "; fix: correct AWS_ACCESS_KEY_ID,");
  }

  @Test
  void a_missing_permission_is_in_the_stacks_policy() {
    String denied = "not authorized to perform: lambda:GetFunctionConfiguration";
    refuse("/configuration", 403, "AccessDeniedException", denied);
    assertThat(line("function")).contains(denied, POLICY);
    describe("Active");
    denied = "not authorized to perform: lambda:InvokeFunction";
    refuse("/invocations", 403, "AccessDeniedException", denied);
    assertThat(line("version")).contains(denied, POLICY);
    refuseBucket(403, "AccessDenied", "Access Denied", Map.of());
    assertThat(line("bucket")).contains(POLICY);
  }

  @Test
  void a_pending_function_is_waited_for() {
    describe("Pending");
    refuse("/invocations", 409, "ResourceConflictException", "The function is Pending");

    assertThat(line("function"))
        .startsWith("fail  function            worker is Pending")
        .endsWith("; fix: aws lambda wait function-active-v2 --function-name worker");
  }

  @Test
  void a_function_that_names_a_wrong_bucket_is_told_apart_from_a_missing_permission() {
    refuseBucket(404, "NoSuchBucket", "The specified bucket does not exist", Map.of());
    assertThat(line("bucket"))
        .contains(
            "FANFARE_BUCKET of worker names a bucket that does not exist: s3://fanfaer/; fix: name a bucket");
    refuseBucket(
        301, "PermanentRedirect", "use the endpoint", Map.of("x-amz-bucket-region", "eu-west-1"));
    assertThat(line("bucket"))
        .contains(
            "names a bucket of another region than the function's: s3://fanfaer/; the bucket is in eu-west-1");
    refuseBucket(
        400,
        "AuthorizationHeaderMalformed",
        "the region is wrong; expecting 'eu-west-3'",
        Map.of());
    assertThat(line("bucket")).contains("the bucket is in eu-west-3");
  }

  @Test
  void a_store_in_a_bucket_that_does_not_exist_is_created_or_named_rightly() {
    refuseBucket(404, "NoSuchBucket", "The specified bucket does not exist", Map.of());
    assertThat(line(Finished.here("doctor", "--store=s3://fanfaer"), "store"))
        .isEqualTo(
            "fail  store               there is no bucket fanfaer; fix: correct its name, or create it:"
                + " aws s3 mb s3://fanfaer");
    refuseBucket(
        301, "PermanentRedirect", "use the endpoint", Map.of("x-amz-bucket-region", "eu-west-1"));
    assertThat(line(Finished.here("doctor", "--store=s3://fanfaer"), "store"))
        .contains("the bucket is in eu-west-1; fix: export AWS_REGION=eu-west-1");
  }

  @Test
  void a_run_says_the_same() {
    refuse("/configuration", 403, "AccessDeniedException", "not authorized");

    Finished run = Finished.here(
        "run",
        "--kernel=sum",
        "--range=0:3",
        "--function=worker",
        "--n-jobs=1",
        "--store=" + folder);

    assertThat(run.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(run.err()).contains("not authorized", ": attach the policy of the function's stack");
    refuseBucket(404, "NoSuchBucket", "The specified bucket does not exist", Map.of());
    assertThat(Finished.here("runs", "--store=s3://fanfaer").err())
        .contains("the bucket does not exist: correct its name");
  }
}
