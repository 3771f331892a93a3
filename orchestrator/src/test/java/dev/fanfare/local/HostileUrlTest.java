package dev.fanfare.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Named.named;

import dev.fanfare.store.NoSuchObjectException;
import dev.fanfare.store.S3Access;
import dev.fanfare.store.S3Store;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** What the holder of a presigned URL can send with it: the one object that it is for, once, and nothing else. */
@Timeout(60)
@ParameterizedClass
@EnumSource(HostileUrlTest.Server.class)
final class HostileUrlTest {

  private static final String SECRET = "runs/1/run.json";
  private static final AtomicInteger KEYS = new AtomicInteger();

  @TempDir
  static Path folder;

  private static EmbeddedCloud cloud;
  private static S3Store store;

  private String key = "";

  /** The two servers that take presigned URLs. */
  enum Server {
    S3PROXY,
    WORKERS_BUCKET;

    URI endpoint() {
      return this == S3PROXY ? cloud.s3Endpoint() : cloud.lambdaEndpoint();
    }

    URI uploadUrl(String key) {
      return this == S3PROXY
          ? store.putUrl(key)
          : cloud.signer(Duration.ofSeconds(300)).putUrl(key);
    }
  }

  @Parameter
  Server server;

  /** A request as it goes over the wire; {@code Host} and the body's length are added. */
  private record Raw(int port, String method, String target, List<String> headers, String body) {

    Raw method(String other) {
      return new Raw(port, other, target, headers, body);
    }

    Raw target(UnaryOperator<String> change) {
      return new Raw(port, method, change.apply(target), headers, body);
    }

    Raw and(String header) {
      List<String> more = new ArrayList<>(headers);
      more.add(header);
      return new Raw(port, method, target, more, body);
    }

    Raw without(String header) {
      return new Raw(
          port,
          method,
          target,
          headers.stream().filter(line -> !line.equals(header)).toList(),
          body);
    }

    Raw body(String other) {
      return new Raw(port, method, target, headers, other);
    }

    String send() throws IOException {
      String lines = String.join("\r\n", headers);
      String request = method + " " + target + " HTTP/1.1\r\n" + lines + "\r\nConnection: close\r\n"
          + (lines.contains("Transfer-Encoding") || lines.contains("Content-Length")
              ? ""
              : "Content-Length: " + body.length() + "\r\n")
          + "\r\n" + body;
      try (Socket socket = new Socket("127.0.0.1", port)) {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      }
    }
  }

  @BeforeAll
  static void start() {
    cloud = EmbeddedCloud.start(FunctionConfig.of("none", 1), folder);
    store = S3Store.connect(
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
    store.put(SECRET, bytes("the run's own")).join();
  }

  @AfterAll
  static void stop() {
    store.close();
    cloud.close();
  }

  @BeforeEach
  void takesAnotherKey() {
    key = "runs/1/results/" + KEYS.getAndIncrement() + "-1.json";
  }

  private Raw upload() {
    URI url = server.uploadUrl(key);
    return new Raw(
        server.endpoint().getPort(),
        "PUT",
        url.getRawPath() + "?" + url.getRawQuery(),
        List.of("Host: " + url.getAuthority(), "If-None-Match: *"),
        "[1]");
  }

  @Test
  void its_object_is_stored_once() throws IOException {
    assertThat(upload().send()).startsWith("HTTP/1.1 200");
    assertThat(upload().body("[2]").send()).startsWith("HTTP/1.1 412");
    assertThat(store.get(key).join()).isEqualTo(bytes("[1]"));
  }

  @Test
  void headers_that_change_nothing_may_come_unsigned() throws IOException {
    assertThat(upload()
            .and("User-Agent: Java/17")
            .and("Accept: */*")
            .and("Content-Type: a/b")
            .send())
        .startsWith("HTTP/1.1 200");
  }

  @Test
  void a_header_that_is_not_signed_is_named_as_S3_names_it() throws IOException {
    assertThat(upload().and("x-amz-acl: public-read").and("X-Amz-Tagging: a=b").send())
        .startsWith("HTTP/1.1 403")
        .contains("<Code>AccessDenied</Code>"
            + "<Message>There were headers present in the request which were not signed</Message>"
            + "<HeadersNotSigned>x-amz-acl, x-amz-tagging</HeadersNotSigned>");
  }

  static Stream<Named<UnaryOperator<Raw>>> hostile() {
    return Stream.of(
            unsigned("x-amz-copy-source: /fanfare/" + SECRET),
            unsigned("X-Amz-Copy-Source: /fanfare/" + SECRET),
            unsigned("x-amz-copy-source: fanfare%2Fruns%2F1%2Frun.json"),
            unsigned("x-amz-copy-source-range: bytes=0-1"),
            unsigned("x-amz-metadata-directive: REPLACE"),
            unsigned("x-amz-tagging-directive: REPLACE"),
            unsigned("x-amz-tagging: a=b"),
            unsigned("x-amz-acl: public-read"),
            unsigned("x-amz-grant-read: uri=http://acs.amazonaws.com/groups/global/AllUsers"),
            unsigned("x-amz-storage-class: GLACIER"),
            unsigned("x-amz-server-side-encryption: aws:kms"),
            unsigned("x-amz-server-side-encryption-customer-algorithm: AES256"),
            unsigned("x-amz-website-redirect-location: http://127.0.0.1/"),
            unsigned("x-amz-object-lock-mode: COMPLIANCE"),
            unsigned("x-amz-meta-note: a stranger's"),
            unsigned("x-amz-date: 20260131T000000Z"),
            unsigned("x-amz-content-sha256: STREAMING-AWS4-HMAC-SHA256-PAYLOAD"),
            unsigned("x-amz-content-sha256: UNSIGNED-PAYLOAD"),
            unsigned("x-amz-decoded-content-length: 1"),
            unsigned("x-amz-write-offset-bytes: 3"),
            unsigned("x-amz-security-token: none"),
            unsigned("x-amz-of-the-future: 1"),
            unsigned("If-None-Match: *"),
            unsigned("If-None-Match: \"other\""),
            unsigned("Host: elsewhere.example"),
            unsigned("Authorization: AWS AKIA:c2lnbmF0dXJl"),
            unsigned(
                "Authorization: AWS4-HMAC-SHA256 Credential=AKIA/20260131/us-east-1/s3/aws4_request,"
                    + " SignedHeaders=host, Signature=00"),
            parameter("uploads"),
            parameter("uploads="),
            parameter("uploadId=1&partNumber=1"),
            parameter("acl"),
            parameter("tagging"),
            parameter("policy"),
            parameter("versioning"),
            parameter("versionId=null"),
            parameter("delete"),
            parameter("retention"),
            parameter("x-amz-copy-source=%2Ffanfare%2Fruns%2F1%2Frun.json"),
            parameter("x-amz-acl=public-read"),
            parameter("X-Amz-Expires=604800"),
            parameter("X-Amz-SignedHeaders=host"),
            parameter("X-Amz-Signature=00"),
            parameter("AWSAccessKeyId=AKIA&Signature=c2lnbmF0dXJl&Expires=9999999999"),
            parameter("%00"),
            parameter("%zz=1"))
        .collect(java.util.stream.Collectors.collectingAndThen(
            java.util.stream.Collectors.toList(), all -> Stream.concat(all.stream(), changed())));
  }

  private static Stream<Named<UnaryOperator<Raw>>> changed() {
    return Stream.of(
        named("no If-None-Match", raw -> raw.without("If-None-Match: *")),
        named(
            "another If-None-Match",
            raw -> raw.without("If-None-Match: *").and("If-None-Match: \"a\"")),
        named(
            "another Host",
            raw -> raw.without(raw.headers().get(0)).and("Host: fanfare.127.0.0.1")),
        named("no Host", raw -> raw.without(raw.headers().get(0))),
        named("GET", raw -> raw.method("GET")),
        named("HEAD", raw -> raw.method("HEAD")),
        named("DELETE", raw -> raw.method("DELETE")),
        named("PATCH", raw -> raw.method("PATCH")),
        named("put in lower case", raw -> raw.method("put")),
        named(
            "OPTIONS as if before a PUT",
            raw -> raw.method("OPTIONS").and("Access-Control-Request-Method: PUT")),
        named(
            "another method by its header",
            raw -> raw.method("POST").and("X-HTTP-Method-Override: PUT")),
        named(
            "a form",
            raw -> raw.method("POST")
                .and("Content-Type: multipart/form-data; boundary=b")
                .body(
                    "--b\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\nform\r\n"
                        + "--b\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\n1\r\n--b--\r\n")),
        path("//", path -> path.replace("/results/", "//results/")),
        path("a first //", path -> "/" + path),
        path("..", path -> path.replace("/results/", "/results/../")),
        path("%2e%2e", path -> path.replace("/results/", "/results/%2e%2e/")),
        path("%2E.", path -> path.replace("/results/", "/results/x/%2E./")),
        path("%2F", path -> path.replace("/results/", "/results%2F")),
        path("%252F", path -> path.replace("/results/", "/results%252F")),
        path("a plain letter encoded", path -> path.replace("/results/", "/%72esults/")),
        path(
            "an encoded slash before the run's own",
            path -> "/fanfare/" + SECRET.replace("/", "%2F")),
        path("a backslash", path -> path.replace("/results/", "\\results/")),
        path("a path parameter", path -> path + ";a=b"),
        path("another's key", path -> "/fanfare/" + SECRET),
        path("the bucket", path -> "/fanfare"),
        path("the root", path -> "/"),
        named("a fragment", raw -> raw.target(target -> target.replace("?", "#?"))),
        named(
            "a whole URL for a target",
            raw -> raw.target(target -> "http://elsewhere.example" + target)),
        named(
            "another expiry",
            raw -> raw.target(target -> target.replace("X-Amz-Expires=300", "X-Amz-Expires=3000"))),
        named(
            "no expiry", raw -> raw.target(target -> target.replaceAll("&X-Amz-Expires=\\d+", ""))),
        named(
            "another date",
            raw -> raw.target(target -> target.replaceAll("X-Amz-Date=2", "X-Amz-Date=3"))),
        named(
            "another algorithm",
            raw -> raw.target(target -> target.replace("AWS4-HMAC-SHA256", "AWS4-HMAC-SHA1"))),
        named(
            "fewer signed headers",
            raw -> raw.target(target -> target.replace("%3Bif-none-match", ""))),
        named(
            "more signed headers",
            raw -> raw.target(
                    target -> target.replace("%3Bif-none-match", "%3Bif-none-match%3Bx-amz-acl"))
                .and("x-amz-acl: public-read")),
        named(
            "no signature",
            raw -> raw.target(target -> target.replaceAll("&?X-Amz-Signature=[0-9a-f]+", ""))));
  }

  private static Named<UnaryOperator<Raw>> unsigned(String header) {
    return named(header, raw -> raw.and(header));
  }

  private static Named<UnaryOperator<Raw>> parameter(String parameter) {
    return named("?" + parameter, raw -> raw.target(target -> target + "&" + parameter));
  }

  private static Named<UnaryOperator<Raw>> path(String name, UnaryOperator<String> change) {
    return named(
        name,
        raw -> raw.target(target -> {
          int end = target.indexOf('?');
          return change.apply(target.substring(0, end)) + target.substring(end);
        }));
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void whatever_is_added_to_it_or_changed_is_refused(UnaryOperator<Raw> change) throws IOException {
    List<String> before = store.list("").join();

    String answer = change.apply(upload()).send();

    assertThat(answer)
        .as("the answer")
        .matches("(?s)(HTTP/1.1 4.*)?")
        .doesNotContain("the run's own");
    assertThat(store.list("").join()).isEqualTo(before);
    assertThat(store.get(SECRET).join()).isEqualTo(bytes("the run's own"));
  }

  @Test
  void a_body_in_chunks_is_stored_whole_or_refused() throws IOException {
    Raw chunked = upload().and("Transfer-Encoding: chunked");

    if (server == Server.S3PROXY) {
      assertThat(chunked.body("[1]").send()).startsWith("HTTP/1.1 4");
      assertThat(store.list("").join()).doesNotContain(key);
    } else {
      assertThat(chunked.body("3\r\n[1]\r\n0\r\n\r\n").send()).startsWith("HTTP/1.1 411");
    }
  }

  /** S3Proxy refuses such a body, S3 and the workers' bucket take it for the object. */
  @Test
  void parameters_in_the_body_are_content_at_most() throws IOException {
    String answer = upload()
        .and("Content-Type: application/x-www-form-urlencoded")
        .body("uploads=&acl=")
        .send();

    if (server == Server.S3PROXY) {
      assertThat(answer).startsWith("HTTP/1.1 4");
    } else {
      assertThat(answer).startsWith("HTTP/1.1 200");
      assertThat(store.get(key).join()).isEqualTo(bytes("uploads=&acl="));
    }
  }

  /** A second request that hides in the first one's body is read as the body, or not at all. */
  @Test
  void what_follows_two_lengths_is_no_request() throws IOException {
    String inner = "PUT /fanfare/smuggled HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n";

    assertThat(upload()
            .and("Content-Length: 0")
            .and("Content-Length: 5")
            .body(inner)
            .send())
        .startsWith("HTTP/1.1 400");
    assertThat(upload()
            .and("Content-Length: 3")
            .and("Transfer-Encoding: chunked")
            .body("0\r\n\r\n" + inner)
            .send())
        .startsWith("HTTP/1.1 400");
    assertThatThrownBy(() -> store.get("smuggled").join())
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(NoSuchObjectException.class);
  }

  @Test
  void a_url_lasts_as_long_as_it_says_and_a_week_at_most() throws IOException {
    Instant now = Instant.now();
    assertThat(signed(now.minusSeconds(100), "200").send()).startsWith("HTTP/1.1 200");
    assertThat(signed(now.minusSeconds(300), "200").send()).startsWith("HTTP/1.1 403");
    assertThat(signed(now.plus(Duration.ofHours(1)), "200").send()).startsWith("HTTP/1.1 403");
    assertThat(signed(now, "604801").send()).startsWith("HTTP/1.1 403");
    assertThat(signed(now, "-1").send()).startsWith("HTTP/1.1 403");
    assertThat(signed(now, "").send()).startsWith("HTTP/1.1 403");
    assertThat(signed(now, "99999999999999999999").send()).startsWith("HTTP/1.1 403");
  }

  /** Signed by this server's own key, with an expiry that no client of AWS's would sign. */
  private Raw signed(Instant when, String expires) {
    takesAnotherKey();
    String timestamp = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT)
        .withZone(ZoneOffset.UTC)
        .format(when);
    AccessKey access = new AccessKey(cloud.accessKeyId(), cloud.secretAccessKey());
    String scope = timestamp.substring(0, 8) + "/us-east-1/s3/aws4_request";
    String query = "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=" + access.id() + "%2F"
        + scope.replace("/", "%2F") + "&X-Amz-Date=" + timestamp + "&X-Amz-Expires=" + expires
        + "&X-Amz-SignedHeaders=host%3Bif-none-match";
    String host = server.endpoint().getAuthority();
    String path = "/" + cloud.bucket() + "/" + key;
    List<String> signedHeaders = List.of("host", "if-none-match");
    String signature = new Signature(access.id(), scope, timestamp, signedHeaders, "")
        .made(
            access,
            "PUT",
            path,
            query,
            name -> List.of(name.equals("host") ? host : "*"),
            "UNSIGNED-PAYLOAD");
    return new Raw(
        server.endpoint().getPort(),
        "PUT",
        path + "?" + query + "&X-Amz-Signature=" + signature,
        List.of("Host: " + host, "If-None-Match: *"),
        "[1]");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
