package dev.fanfare.worker;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * An object behind a presigned URL, so that the function needs no permission and no AWS SDK. The
 * URL is a secret and is not part of any message. Stateless.
 *
 * @param url reads or writes the object
 * @param retry how to retry
 */
record StoredObject(URI url, Retry retry) {

  private static final int PRECONDITION_FAILED = 412;
  private static final int CONNECT_MILLIS = 10_000;
  private static final int LEAST_MILLIS = 1_000;
  private static final int READ_MILLIS = 60_000;
  private static final int DRAINED_BYTES = 64 * 1024;

  /**
   * Writes the object unless it exists. With {@code If-None-Match: *}, the first attempt wins
   * (Amazon S3 User Guide, "Conditional writes").
   *
   * @return false if it exists: from another attempt, or from an earlier call whose answer was lost
   */
  boolean put(byte[] body) throws ResultUploadException {
    try {
      return retry.call(() -> putOnce(body));
    } catch (IOException e) {
      throw new ResultUploadException(e);
    }
  }

  private boolean putOnce(byte[] body) throws IOException {
    HttpURLConnection put = open("PUT");
    put.setRequestProperty("If-None-Match", "*");
    put.setDoOutput(true);
    put.setFixedLengthStreamingMode(body.length);
    try (OutputStream out = put.getOutputStream()) {
      out.write(body);
    }
    return isWritten(put);
  }

  private static boolean isWritten(HttpURLConnection put) throws IOException {
    int status = put.getResponseCode();
    boolean written = status / 100 == 2;
    drain(written ? put.getInputStream() : put.getErrorStream());
    if (!written && status != PRECONDITION_FAILED) {
      throw new RefusedException(status);
    }
    return written;
  }

  /** Reads the object. */
  byte[] get() throws InputDownloadException {
    try {
      return retry.call(this::getOnce);
    } catch (IOException e) {
      throw new InputDownloadException(e);
    }
  }

  private byte[] getOnce() throws IOException {
    HttpURLConnection get = open("GET");
    int status = get.getResponseCode();
    if (status != HttpURLConnection.HTTP_OK) {
      drain(get.getErrorStream());
      throw new RefusedException(status);
    }
    try (InputStream body = get.getInputStream()) {
      return body.readAllBytes();
    }
  }

  /**
   * Reads that many bytes of an object from an offset.
   *
   * @throws IOException if they cannot be read; the message does not name the object
   */
  byte[] get(long offset, int bytes) throws IOException {
    return retry.call(() -> getOnce(offset, bytes));
  }

  private byte[] getOnce(long offset, int bytes) throws IOException {
    HttpURLConnection get = open("GET");
    get.setRequestProperty("Range", "bytes=" + offset + "-" + (offset + bytes - 1));
    int status = get.getResponseCode();
    if (status != HttpURLConnection.HTTP_PARTIAL) {
      drain(get.getErrorStream());
      throw new RefusedException(status);
    }
    try (InputStream body = get.getInputStream()) {
      byte[] part = body.readNBytes(bytes);
      if (part.length < bytes) {
        throw new IOException("it sent " + part.length + " of " + bytes + " bytes");
      }
      return part;
    }
  }

  /** Whether the object exists. Not retried. */
  boolean exists() throws IOException {
    HttpURLConnection get = open("GET");
    int status = get.getResponseCode();
    drain(status == HttpURLConnection.HTTP_OK ? get.getInputStream() : get.getErrorStream());
    return status == HttpURLConnection.HTTP_OK;
  }

  // Not even the store may redirect a function.
  private HttpURLConnection open(String method) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) url.toURL().openConnection();
    connection.setRequestMethod(method);
    connection.setInstanceFollowRedirects(false);
    connection.setUseCaches(false);
    connection.setConnectTimeout(withinDeadline(CONNECT_MILLIS));
    connection.setReadTimeout(withinDeadline(READ_MILLIS));
    return connection;
  }

  // A call that has started may continue to the end.
  private int withinDeadline(int millis) {
    return (int)
        Math.max(LEAST_MILLIS, Math.min(millis, retry.deadline().remaining().toMillis()));
  }

  /** Reads a short response to its end, so that the connection can be reused. */
  private static void drain(@Nullable InputStream body) throws IOException {
    if (body != null) {
      try (body) {
        body.readNBytes(DRAINED_BYTES);
      }
    }
  }

  /** Omits the URL. */
  @Override
  public String toString() {
    return "StoredObject[...]";
  }
}
