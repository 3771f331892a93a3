package dev.fanfare.schedule;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.fanfare.backend.Backend;
import dev.fanfare.backend.LambdaBackend;
import dev.fanfare.backend.LambdaTarget;
import dev.fanfare.kernel.MalformedMessageException;
import dev.fanfare.store.StoreLocation;
import dev.fanfare.wire.Codec;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;

/**
 * The handler of the orchestrator function, called by the state machine of scheduled runs:
 * {@code {"action":"slice",...}} works on a run during one invocation,
 * {@code {"action":"report","runId":"..."}} reports on it. Keeps no state between invocations.
 */
public final class ScheduledRunHandler implements RequestStreamHandler {

  private final String bucket;
  private final StoreLocation store;
  private final Function<String, Backend> backends;

  /** Called by Lambda's runtime. {@code FANFARE_BUCKET} names the bucket. */
  public ScheduledRunHandler() {
    this(bucketOf(System.getenv()));
  }

  private ScheduledRunHandler(String bucket) {
    this(
        bucket,
        new StoreLocation.Bucket(bucket, ""),
        function -> new LambdaBackend(LambdaTarget.of(function), /* cancels= */ false));
  }

  /**
   * A handler.
   *
   * @param store access to the bucket
   * @param backends creates the backend for a function name
   */
  ScheduledRunHandler(String bucket, StoreLocation store, Function<String, Backend> backends) {
    this.bucket = bucket;
    this.store = store;
    this.backends = backends;
  }

  private static String bucketOf(Map<String, String> environment) {
    String bucket = environment.get("FANFARE_BUCKET");
    if (bucket == null || bucket.isBlank()) {
      throw new IllegalStateException("the function's environment has no FANFARE_BUCKET");
    }
    return bucket;
  }

  /**
   * Answers a request.
   *
   * @throws IllegalArgumentException if it is malformed; retries are pointless, as after a
   *     {@link dev.fanfare.JobListException}
   */
  @Override
  public void handleRequest(InputStream input, OutputStream output, Context context)
      throws IOException {
    Object answer = answer(fields(input.readAllBytes()), context);
    output.write(Codec.toJson(answer).getBytes(StandardCharsets.UTF_8));
  }

  private Object answer(Map<String, ?> request, Context context) {
    // To standard output, because the logger would wrap the metrics if the function's log is in
    // JSON.
    ScheduledRun runs = new ScheduledRun(
        bucket, store, backends, line -> context.getLogger().log(line), System.out::println);
    String action = SliceRequest.text(request, "action");
    return switch (action) {
      case "slice" ->
        runs.slice(
            SliceRequest.of(request), () -> Duration.ofMillis(context.getRemainingTimeInMillis()));
      case "report" -> runs.report(SliceRequest.text(request, "runId"));
      default ->
        throw new IllegalArgumentException("action must be 'slice' or 'report', got: " + action);
    };
  }

  @SuppressWarnings("unchecked") // The keys of an object in JSON are strings.
  private static Map<String, ?> fields(byte[] json) {
    try {
      return Codec.readValue(json, Map.class);
    } catch (MalformedMessageException e) {
      throw new IllegalArgumentException("the request is malformed: " + e.getMessage(), e);
    }
  }
}
