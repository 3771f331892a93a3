package dev.fanfare.local;

import dev.fanfare.worker.DaemonThreads;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.http.async.AsyncExecuteRequest;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.async.SdkAsyncHttpResponseHandler;

/**
 * An HTTP client of the AWS SDK whose requests reach the embedded Lambda within this process, without a connection. Thread-safe.
 *
 * <p>A connection to a server in the same process, with the HTTP stack for it, was a quarter of what a small batch cost.
 */
final class DirectInvocation implements SdkAsyncHttpClient {

  private final InvokeApi invokeApi;

  /** A worker does not wait until what it answered has been read. */
  private final ExecutorService answers =
      Executors.newCachedThreadPool(DaemonThreads.named("fanfare-answer"));

  DirectInvocation(InvokeApi invokeApi) {
    this.invokeApi = invokeApi;
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // It ends in done.
  public CompletableFuture<Void> execute(AsyncExecuteRequest execution) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    Body body = new Body();
    execution.requestContentPublisher().subscribe(body);
    body.content
        .thenCompose(content -> answer(execution.request(), content))
        .thenAcceptAsync(answer -> deliver(answer, execution.responseHandler()), answers)
        .whenComplete((delivered, error) -> end(execution.responseHandler(), error, done));
    return done;
  }

  private static void end(
      SdkAsyncHttpResponseHandler handler,
      @Nullable Throwable error,
      CompletableFuture<Void> done) {
    if (error == null) {
      done.complete(null);
      return;
    }
    IOException lost = new IOException("the embedded Lambda gave no answer", error);
    handler.onError(lost);
    done.completeExceptionally(lost);
  }

  private CompletableFuture<Answer> answer(SdkHttpRequest request, byte[] body) {
    Matcher path = InvokeApi.PATH.matcher(request.encodedPath());
    if (!path.matches()) {
      return CompletableFuture.failedFuture(
          new UnsupportedOperationException("no invocation: " + request.encodedPath()));
    }
    try {
      return invokeApi.invoke(
          URLDecoder.decode(path.group(1), StandardCharsets.UTF_8),
          header -> request.firstMatchingHeader(header).orElse(null),
          body);
    } catch (LambdaRefusal e) {
      return CompletableFuture.completedFuture(e.answer());
    } catch (IOException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static void deliver(Answer answer, SdkAsyncHttpResponseHandler handler) {
    SdkHttpResponse.Builder response = SdkHttpResponse.builder().statusCode(answer.status());
    response.putHeader("Content-Type", "application/json");
    response.putHeader("Content-Length", Integer.toString(answer.body().length));
    answer.headers().forEach(response::putHeader);
    handler.onHeaders(response.build());
    handler.onStream(reader -> reader.onSubscribe(new OnePart(answer.body(), reader)));
  }

  @Override
  public String clientName() {
    return "Embedded";
  }

  @Override
  public void close() {
    answers.shutdown();
  }

  /** Collects the body of a request. */
  private static final class Body implements Subscriber<ByteBuffer> {

    private final ByteArrayOutputStream parts = new ByteArrayOutputStream();
    private final CompletableFuture<byte[]> content = new CompletableFuture<>();

    @Override
    public void onSubscribe(Subscription subscription) {
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(ByteBuffer part) {
      byte[] bytes = new byte[part.remaining()];
      part.get(bytes);
      parts.writeBytes(bytes);
    }

    @Override
    public void onError(Throwable error) {
      content.completeExceptionally(error);
    }

    @Override
    public void onComplete() {
      content.complete(parts.toByteArray());
    }
  }

  /** Hands out the body of an answer. */
  private static final class OnePart implements Subscription {

    private final byte[] content;
    private final Subscriber<? super ByteBuffer> reader;
    private volatile boolean over;

    OnePart(byte[] content, Subscriber<? super ByteBuffer> reader) {
      this.content = content;
      this.reader = reader;
    }

    @Override
    public void request(long parts) {
      if (!over) {
        over = true;
        reader.onNext(ByteBuffer.wrap(content));
        reader.onComplete();
      }
    }

    @Override
    public void cancel() {
      over = true;
    }
  }
}
