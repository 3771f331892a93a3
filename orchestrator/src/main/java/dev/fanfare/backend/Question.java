package dev.fanfare.backend;

import dev.fanfare.store.Await;
import dev.fanfare.store.Refusal;
import dev.fanfare.wire.Codec;
import dev.fanfare.wire.Ping;
import dev.fanfare.wire.Pong;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;

/** A question to a function, which runs nothing. Stateless. */
record Question(LambdaAsyncClient lambda, Ping ping) {

  /** The number of times it is asked if the service fails to answer. */
  private static final int MOST_TRIES = 4;

  /** Asks that function once. */
  CompletableFuture<Pong> to(String function) {
    return invoke(function).thenApply(Question::pong);
  }

  /**
   * Asks one of the functions, which have the same code, when the gate admits it. Fails if there is no
   * answer after a few tries, or Lambda refuses.
   */
  CompletableFuture<Pong> through(
      Gate<InvokeResponse> gate, List<InvokedFunction> functions, Timeline timeline) {
    return through(gate, functions, timeline, 1);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // The inner future is unwrapped.
  private CompletableFuture<Pong> through(
      Gate<InvokeResponse> gate, List<InvokedFunction> functions, Timeline timeline, int tries) {
    return gate.pass(chosen -> asked(functions.get(chosen).name()), delayed -> {})
        .thenApply(Question::pong)
        .handle((pong, error) -> {
          Throwable cause = Await.cause(error);
          if (tries < MOST_TRIES && isForNow(cause)) {
            return timeline.retry(tries, () -> through(gate, functions, timeline, tries + 1));
          }
          return cause == null
              ? CompletableFuture.completedFuture(pong)
              : CompletableFuture.<Pong>failedFuture(cause);
        })
        .thenCompose(answer -> answer);
  }

  private static boolean isForNow(@Nullable Throwable cause) {
    return cause instanceof AwsServiceException answer && !Refusal.isFinal(answer);
  }

  private CompletableFuture<InvokeResponse> asked(String function) {
    return invoke(function).exceptionally(error -> {
      throw unanswered(Await.cause(error));
    });
  }

  /** What a {@link Gate} is told of an invocation that failed. */
  static RuntimeException unanswered(@Nullable Throwable cause) {
    return ThrottledException.of(cause)
        .map(RuntimeException.class::cast)
        .orElseGet(() -> new CompletionException(cause));
  }

  private CompletableFuture<InvokeResponse> invoke(String function) {
    return lambda.invoke(
        call -> call.functionName(function).payload(SdkBytes.fromByteArray(Codec.write(ping))));
  }

  private static Pong pong(InvokeResponse answer) {
    return Codec.readPong(answer.payload().asInputStream());
  }
}
