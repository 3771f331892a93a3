package dev.fanfare.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** S3 as the AWS SDK and a worker see it. */
final class EmbeddedS3Test {

  @TempDir
  static Path folder;

  private static EmbeddedCloud cloud;

  @BeforeAll
  static void start() {
    cloud = EmbeddedCloud.start(FunctionConfig.of("none", 1), folder);
  }

  @AfterAll
  static void stop() {
    cloud.close();
  }

  @Test
  void keeps_what_is_put() {
    try (S3AsyncClient s3 = client(cloud.secretAccessKey())) {
      put(s3, "runs/1/results/0-1.json", "kept");

      assertThat(get(s3, "runs/1/results/0-1.json")).isEqualTo("kept");
    }
  }

  @Test
  void refuses_a_signature_by_another_key() {
    try (S3AsyncClient s3 = client("another secret")) {
      // Not a PUT: the server may close the connection before it has read the body.
      assertThatThrownBy(() -> get(s3, "stranger"))
          .isInstanceOfSatisfying(
              S3Exception.class, refused -> assertThat(refused.statusCode()).isEqualTo(403));
    }
  }

  /** S3Proxy takes a folder that everybody may read for a public bucket: a user's own store can be one. */
  @DisabledOnOs(OS.WINDOWS)
  @ParameterizedTest
  @CsvSource({
    "GET, ''",
    "GET, fanfare",
    "GET, fanfare?list-type=2",
    "GET, fanfare/secret",
    "HEAD, fanfare/secret",
    "PUT, fanfare/unsigned",
    "POST, fanfare?delete",
    "DELETE, fanfare/secret"
  })
  void refuses_what_is_not_signed_also_where_the_bucket_may_be_read_by_all(
      String method, String path) throws Exception {
    Path bucket = folder.resolve(cloud.bucket());
    Set<PosixFilePermission> before = Files.getPosixFilePermissions(bucket);
    Files.setPosixFilePermissions(bucket, PosixFilePermissions.fromString("rwxr-xr-x"));
    try (S3AsyncClient s3 = client(cloud.secretAccessKey())) {
      put(s3, "secret", "the caller's");

      HttpRequest unsigned = HttpRequest.newBuilder(cloud.s3Endpoint().resolve("/" + path))
          .method(method, HttpRequest.BodyPublishers.noBody())
          .build();

      assertThat(HttpClient.newHttpClient().send(unsigned, BodyHandlers.ofString()))
          .returns(403, HttpResponse::statusCode)
          .extracting(HttpResponse::body)
          .asString()
          .doesNotContain("the caller's", "<Key>");
      assertThat(get(s3, "secret")).isEqualTo("the caller's");
    } finally {
      Files.setPosixFilePermissions(bucket, before);
    }
  }

  /** What is below a folder that only its owner can enter is the owner's alone. */
  @Test
  @DisabledOnOs(OS.WINDOWS)
  void keeps_its_bucket_for_its_owner_alone() throws IOException {
    Path bucket = folder.resolve(cloud.bucket());

    assertThat(permissions(bucket)).isEqualTo("rwx------");
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void keeps_the_first_of_two_conditional_puts() {
    try (S3AsyncClient s3 = client(cloud.secretAccessKey())) {
      putIfAbsent(s3, "once", "first");

      assertThatThrownBy(() -> putIfAbsent(s3, "once", "second"))
          .isInstanceOfSatisfying(
              S3Exception.class, refused -> assertThat(refused.statusCode()).isEqualTo(412));
      assertThat(get(s3, "once")).isEqualTo("first");
    }
  }

  @Test
  void takes_an_upload_through_a_presigned_url_once() throws IOException {
    try (S3AsyncClient s3 = client(cloud.secretAccessKey());
        S3Presigner presigner = presigner()) {
      var presigned = presigner.presignPutObject(request -> request
          .signatureDuration(Duration.ofMinutes(5))
          .putObjectRequest(put -> put.bucket(cloud.bucket()).key("upload").ifNoneMatch("*")));

      assertThat(upload(presigned.url(), "first")).isEqualTo(200);
      assertThat(upload(presigned.url(), "second")).isEqualTo(412);
      assertThat(get(s3, "upload")).isEqualTo("first");
    }
  }

  private static int upload(URL url, String content) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) url.openConnection();
    connection.setRequestMethod("PUT");
    connection.setDoOutput(true);
    connection.setRequestProperty("If-None-Match", "*");
    connection.getOutputStream().write(content.getBytes(StandardCharsets.UTF_8));
    try {
      return connection.getResponseCode();
    } finally {
      connection.disconnect();
    }
  }

  private static void put(S3AsyncClient s3, String key, String content) {
    Caller.join(s3.putObject(
        put -> put.bucket(cloud.bucket()).key(key), AsyncRequestBody.fromString(content)));
  }

  private static void putIfAbsent(S3AsyncClient s3, String key, String content) {
    Caller.join(s3.putObject(
        put -> put.bucket(cloud.bucket()).key(key).ifNoneMatch("*"),
        AsyncRequestBody.fromString(content)));
  }

  private static String get(S3AsyncClient s3, String key) {
    return Caller.join(s3.getObject(
            get -> get.bucket(cloud.bucket()).key(key), AsyncResponseTransformer.toBytes()))
        .asUtf8String();
  }

  private static S3AsyncClient client(String secret) {
    return S3AsyncClient.builder()
        .endpointOverride(cloud.s3Endpoint())
        .region(Region.of(cloud.region()))
        .forcePathStyle(true)
        .credentialsProvider(credentials(secret))
        .httpClient(Caller.HTTP)
        .build();
  }

  private static S3Presigner presigner() {
    return S3Presigner.builder()
        .endpointOverride(cloud.s3Endpoint())
        .region(Region.of(cloud.region()))
        .serviceConfiguration(
            S3Configuration.builder().pathStyleAccessEnabled(true).build())
        .credentialsProvider(credentials(cloud.secretAccessKey()))
        .build();
  }

  private static StaticCredentialsProvider credentials(String secret) {
    return StaticCredentialsProvider.create(
        AwsBasicCredentials.create(cloud.accessKeyId(), secret));
  }
}
