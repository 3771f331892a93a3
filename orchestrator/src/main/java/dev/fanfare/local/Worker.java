package dev.fanfare.local;

import java.util.concurrent.CompletableFuture;

/** A worker as the Runtime API knows it: it asks for calls, one after another, and answers them. Thread-safe. */
interface Worker {

  /** The function that it runs. */
  FunctionConfig function();

  /** The worker asks for its next call, so the last one is over. Completes with a call, or exceptionally if the worker has ended. */
  CompletableFuture<Call> next();

  /** The worker answers a call; false if it does not have that call. */
  boolean respond(String requestId, byte[] payload);

  /** The worker reports an error; false if it does not have that call. */
  boolean respondError(String requestId, byte[] payload);

  /** It cannot start, and will exit now. */
  void initError(byte[] payload);
}
