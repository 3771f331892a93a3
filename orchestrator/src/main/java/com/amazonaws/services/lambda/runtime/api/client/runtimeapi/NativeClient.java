package com.amazonaws.services.lambda.runtime.api.client.runtimeapi;

import com.amazonaws.services.lambda.runtime.api.client.runtimeapi.dto.InvocationRequest;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The Runtime API client in Java, for platforms without AWS's native library: macOS and Windows.
 *
 * <p>Has the name and methods of the class in AWS's runtime interface client 2.9.0 that calls the
 * native library, and replaces it by coming first on a worker's class path (see {@code
 * dev.fanfare.local.WorkerClassPath}). Keeps one connection to this project's own server on
 * 127.0.0.1. Used only by the thread of the client's loop.
 */
final class NativeClient {

  private static @Nullable NativeClient instance;

  private final String host;
  private final String invocations;
  private final InputStream in;
  private final OutputStream out;

  private NativeClient(String runtimeApiEndpoint) throws IOException {
    int path = runtimeApiEndpoint.indexOf('/');
    host = path < 0 ? runtimeApiEndpoint : runtimeApiEndpoint.substring(0, path);
    invocations = runtimeApiEndpoint.substring(host.length()) + "/2018-06-01/runtime/invocation/";
    int colon = host.indexOf(':');
    Socket socket =
        new Socket(host.substring(0, colon), Integer.parseInt(host.substring(colon + 1)));
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream());
    out = socket.getOutputStream();
  }

  /** Connects to the Runtime API; the endpoint is host, port, and here a path as well. */
  static void init(String runtimeApiEndpoint) {
    try {
      instance = new NativeClient(runtimeApiEndpoint);
    } catch (IOException e) {
      throw new LambdaRuntimeClientException("cannot reach the Runtime API: " + e, 0);
    }
  }

  /** Waits for the next invocation, without limit. */
  static InvocationRequest next() {
    Reply reply = client().exchange("GET", "next", null);
    InvocationRequest request = new InvocationRequest();
    request.setId(reply.header("lambda-runtime-aws-request-id"));
    request.setInvokedFunctionArn(reply.header("lambda-runtime-invoked-function-arn"));
    request.setDeadlineTimeInMs(Long.parseLong(reply.header("lambda-runtime-deadline-ms")));
    request.setContent(reply.body());
    return request;
  }

  static void postInvocationResponse(byte[] requestId, byte[] response) {
    String id = new String(requestId, StandardCharsets.UTF_8);
    client().exchange("POST", id + "/response", response);
  }

  private static NativeClient client() {
    if (instance == null) {
      throw new IllegalStateException("init was not called");
    }
    return instance;
  }

  private Reply exchange(String method, String resource, byte @Nullable [] body) {
    try {
      out.write(head(method, resource, body == null ? 0 : body.length));
      if (body != null) {
        out.write(body);
      }
      out.flush();
      Reply reply = Reply.read(in);
      if (reply.status() >= 300) {
        throw new LambdaRuntimeClientException(method + " " + resource, reply.status());
      }
      return reply;
    } catch (IOException e) {
      throw new LambdaRuntimeClientException("lost the Runtime API: " + e, 0);
    }
  }

  private byte[] head(String method, String resource, int bodyBytes) {
    String head = method + " " + invocations + resource + " HTTP/1.1\r\nHost: " + host
        + "\r\nContent-Type: application/json\r\nContent-Length: " + bodyBytes + "\r\n\r\n";
    return head.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** An HTTP answer of known length. */
  private record Reply(int status, Map<String, String> headers, byte[] body) {

    static Reply read(InputStream in) throws IOException {
      int status = Integer.parseInt(line(in).split(" ", 3)[1]);
      Map<String, String> headers = new HashMap<>();
      for (String line = line(in); !line.isEmpty(); line = line(in)) {
        int colon = line.indexOf(':');
        headers.put(
            line.substring(0, colon).toLowerCase(Locale.ROOT),
            line.substring(colon + 1).strip());
      }
      int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
      return new Reply(status, headers, in.readNBytes(length));
    }

    String header(String name) {
      String value = headers.get(name);
      if (value == null) {
        throw new LambdaRuntimeClientException("no " + name, status);
      }
      return value;
    }

    private static String line(InputStream in) throws IOException {
      StringBuilder line = new StringBuilder();
      for (int c = in.read(); c != '\n'; c = in.read()) {
        if (c < 0) {
          throw new EOFException("the Runtime API closed the connection");
        }
        if (c != '\r') {
          line.append((char) c);
        }
      }
      return line.toString();
    }
  }
}
