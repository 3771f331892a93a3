package dev.fanfare.backend;

import dev.fanfare.local.Fault;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;

/**
 * A call of the simulated Lambda.
 *
 * @param number its number, from 0
 * @param fault what befalls it, or null
 * @param answer completes when the caller learns of the end
 */
record SimulatedCall(
    long number,
    @Nullable Fault fault,
    InvokeRequest request,
    CompletableFuture<InvokeResponse> answer) {

  /** As Lambda has one for each invocation. */
  String requestId() {
    return String.format("00000000-0000-4000-8000-%012x", number);
  }
}
