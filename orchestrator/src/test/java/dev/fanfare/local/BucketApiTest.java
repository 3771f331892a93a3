package dev.fanfare.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bucket as a worker sees it. What else a URL could be used for is in {@link HostileUrlTest}. */
final class BucketApiTest {

  private static final String KEY = "runs/1/results/0-1 ü+%.json";

  @TempDir
  Path folder;

  private EmbeddedCloud cloud;
  private Presigner signer;

  @BeforeEach
  void start() {
    cloud = EmbeddedCloud.start(FunctionConfig.of("none", 1), folder);
    signer = (Presigner) cloud.signer(Duration.ofMinutes(1));
  }

  @AfterEach
  void stop() {
    cloud.close();
  }

  private static HttpResponse<String> put(URI url, String body) throws Exception {
    return send(HttpRequest.newBuilder(url)
        .header("If-None-Match", "*")
        .PUT(BodyPublishers.ofString(body)));
  }

  private static HttpResponse<String> get(URI url) throws Exception {
    return send(HttpRequest.newBuilder(url));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
  }

  @Test
  void what_was_put_first_can_be_read() throws Exception {
    assertThat(put(signer.putUrl(KEY), "first").statusCode()).isEqualTo(200);
    assertThat(put(signer.putUrl(KEY), "second").statusCode()).isEqualTo(412);

    assertThat(get(signer.getUrl(KEY)).body()).isEqualTo("first");
    assertThat(cloud.bucketFolder().resolve(KEY)).hasContent("first");
  }

  @Test
  void an_object_that_is_not_there_is_named_as_S3_names_it() throws Exception {
    HttpResponse<String> answer = get(signer.getUrl(KEY));

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).contains("<Code>NoSuchKey</Code>");
  }

  /** Only an object that does not exist can be put: a presigned URL cannot replace one. */
  @Test
  void a_signed_put_without_a_condition_is_refused() throws Exception {
    URI url = signer.putUrl(KEY);

    assertThat(send(HttpRequest.newBuilder(url).PUT(BodyPublishers.ofString("any")))
            .statusCode())
        .isEqualTo(403);
    assertThat(cloud.bucketFolder().resolve(KEY)).doesNotExist();
  }

  @Test
  void a_body_that_is_cut_short_is_not_stored() throws Exception {
    URI url = signer.putUrl(KEY);
    try (Socket socket = new Socket("127.0.0.1", url.getPort())) {
      String request = "PUT " + url.getRawPath() + "?" + url.getRawQuery() + " HTTP/1.1\r\nHost: "
          + url.getAuthority() + "\r\nIf-None-Match: *\r\nContent-Length: 10\r\n\r\n12345";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.shutdownOutput();
      assertThat(answer(socket)).doesNotContain("200");
    }

    assertThat(cloud.bucketFolder().resolve(KEY)).doesNotExist();
    assertThat(put(signer.putUrl(KEY), "whole").statusCode()).isEqualTo(200);
  }

  private static String answer(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  @Test
  void a_folder_that_cannot_be_written_is_an_error_of_the_server() throws Exception {
    Files.createDirectories(cloud.bucketFolder().resolve("runs/1"));
    Files.createFile(cloud.bucketFolder().resolve("runs/1/results"));

    HttpResponse<String> answer = put(signer.putUrl(KEY), "any");

    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(answer.body()).contains("<Code>InternalError</Code>");
  }

  /** S3Proxy checks signatures by code of its own. */
  @Test
  void its_urls_are_signed_as_S3_demands() throws Exception {
    AccessKey key = new AccessKey(cloud.accessKeyId(), cloud.secretAccessKey());
    Presigner other = new Presigner(cloud.s3Endpoint(), cloud.bucket(), key, Duration.ofMinutes(1));

    assertThat(put(other.putUrl(KEY), "first").statusCode()).isEqualTo(200);
    assertThat(put(other.putUrl(KEY), "second").statusCode()).isEqualTo(412);
    assertThat(get(other.getUrl(KEY)).body()).isEqualTo("first");
  }
}
