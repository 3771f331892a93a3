package dev.fanfare.backend;

import dev.fanfare.BackendUnavailableException;
import dev.fanfare.store.Refusal;
import dev.fanfare.store.SdkFailure;
import dev.fanfare.wire.Ping;
import dev.fanfare.wire.Pong;
import dev.fanfare.worker.DaemonThreads;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;

/**
 * A question to a function, before there are clients for a run. It is asked in one invocation, which runs no task;
 * the client does not retry, and waits as long as the function may take. Stateless.
 */
record FunctionPing(CloudAccess access, LambdaFunction function) {

  /**
   * The answer; empty if there is none, or if this thread is interrupted.
   *
   * @throws BackendUnavailableException if Lambda refuses the invocation
   */
  Optional<Pong> send(Ping ping) {
    SdkAsyncHttpClient http = access.httpClient(1, function.timeout());
    try (LambdaAsyncClient lambda = Invoker.client(access, http)) {
      return answer(lambda, ping);
    } finally {
      // Netty's event loops take two seconds to shut down; do not wait for them.
      DaemonThreads.named("fanfare-close").newThread(http::close).start();
    }
  }

  private Optional<Pong> answer(LambdaAsyncClient lambda, Ping ping) {
    try {
      return Optional.of(new Question(lambda, ping).to(function.name()).get());
    } catch (InterruptedException e) {
      // The run is stopped; whoever has opened the backend looks at this flag.
      Thread.currentThread().interrupt();
      return Optional.empty();
    } catch (ExecutionException e) {
      requireAccepted(e.getCause());
      return Optional.empty();
    }
  }

  private void requireAccepted(@Nullable Throwable cause) {
    if (cause instanceof AwsServiceException answer && Refusal.isFinal(answer)) {
      throw new BackendUnavailableException(
          "Lambda in " + access + " refused to invoke " + function.name() + ": "
              + SdkFailure.answer(answer) + "; nothing has run",
          cause);
    }
  }
}
