package dev.fanfare.worker;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;

/**
 * Puts a result object through a presigned URL, so that the function needs no permission and no AWS SDK. {@code If-None-Match: *}
 * lets the first attempt win (Amazon S3 User Guide, "Conditional writes"). Stateless.
 */
final class ResultUpload {

  private static final int PRECONDITION_FAILED = 412;

  private ResultUpload() {}

  /**
   * Uploads the object.
   *
   * @return false if another attempt's result is there already
   * @throws IOException if the store refuses or cannot be reached; the message does not contain the URL, which is a secret
   */
  static boolean put(URI url, byte[] body) throws IOException {
    HttpURLConnection put = (HttpURLConnection) url.toURL().openConnection();
    put.setRequestMethod("PUT");
    put.setRequestProperty("If-None-Match", "*");
    put.setConnectTimeout(10_000);
    put.setReadTimeout(60_000);
    put.setDoOutput(true);
    put.setFixedLengthStreamingMode(body.length);
    try (OutputStream out = put.getOutputStream()) {
      out.write(body);
    }
    int status = put.getResponseCode();
    drain(status < 400 ? put.getInputStream() : put.getErrorStream());
    if (status / 100 != 2 && status != PRECONDITION_FAILED) {
      throw new IOException("the store answered " + status + " to the upload of a result");
    }
    return status != PRECONDITION_FAILED;
  }

  /** Reads a response to its end, so that the connection can be used again. */
  private static void drain(InputStream body) throws IOException {
    if (body != null) {
      try (body) {
        body.readAllBytes();
      }
    }
  }
}
