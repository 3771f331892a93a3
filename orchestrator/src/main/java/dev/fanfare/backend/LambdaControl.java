package dev.fanfare.backend;

import dev.fanfare.BackendUnavailableException;
import dev.fanfare.kernel.FanfareException;
import dev.fanfare.store.Diagnosis;
import dev.fanfare.store.Refusal;
import dev.fanfare.store.SdkFailure;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;
import software.amazon.awssdk.services.lambda.model.GetFunctionConfigurationResponse;
import software.amazon.awssdk.services.lambda.model.LambdaException;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;

/**
 * Questions to Lambda about functions and their account. Each is answered within half a minute, or
 * fails with what to do: {@link BackendUnavailableException} if asking again is pointless. Stateless.
 */
record LambdaControl(CloudAccess access) {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** The configuration of a function. */
  GetFunctionConfigurationResponse description(String function) {
    return ask(
        function, lambda -> lambda.getFunctionConfiguration(get -> get.functionName(function)));
  }

  /** The concurrency of the account that is not reserved for functions. */
  int unreservedConcurrency(String function) {
    return ask(function, LambdaControl::unreserved);
  }

  /**
   * How many environments functions with the same settings may have: what is reserved for them, or
   * else what the account has for all its functions, less a tenth, and at least one, for the others.
   */
  int concurrency(List<String> functions) {
    String first = functions.get(0);
    return ask(
        first,
        lambda -> lambda
            .getFunctionConcurrency(get -> get.functionName(first))
            .thenCompose(own -> own.reservedConcurrentExecutions() == null
                ? unreserved(lambda).thenApply(all -> all - Math.max(1, all / 10))
                : CompletableFuture.completedFuture(
                    own.reservedConcurrentExecutions() * functions.size())));
  }

  private static CompletableFuture<Integer> unreserved(LambdaAsyncClient lambda) {
    return lambda
        .getAccountSettings()
        .thenApply(account -> account.accountLimit().unreservedConcurrentExecutions());
  }

  private <T> T ask(String function, Function<LambdaAsyncClient, CompletableFuture<T>> question) {
    try (LambdaAsyncClient lambda = client()) {
      try {
        return question.apply(lambda).join();
      } catch (CompletionException e) {
        throw unavailable(lambda, function, e.getCause() == null ? e : e.getCause());
      }
    }
  }

  /** A client that retries, for a caller that closes it. */
  LambdaAsyncClient client() {
    return LambdaAsyncClient.builder()
        .endpointOverride(access.lambdaEndpoint())
        .region(Region.of(access.region()))
        .credentialsProvider(access.credentials())
        .overrideConfiguration(client -> client.apiCallTimeout(PATIENCE))
        .build();
  }

  private RuntimeException unavailable(LambdaAsyncClient lambda, String function, Throwable cause) {
    if (cause instanceof BackendUnavailableException known) {
      return known;
    }
    String where = " in " + access;
    if (cause instanceof ResourceNotFoundException) {
      return new BackendUnavailableException(
          "no function " + function + where + "; nothing has run", cause);
    }
    String message = SdkFailure.text(
        cause, "Lambda" + where, lambda.serviceClientConfiguration(), /* ours= */ false);
    // The SDK made no request.
    if (cause instanceof SdkClientException && Diagnosis.of(cause).isPresent()) {
      return new BackendUnavailableException(message, cause);
    }
    if (cause instanceof LambdaException refused && Refusal.isFinal(refused)) {
      return new BackendUnavailableException(
          "Lambda" + where + " refused the request: " + message + "; nothing has run", cause);
    }
    // It may be reachable later, so this is not permanent.
    return new FanfareException(message, cause);
  }
}
