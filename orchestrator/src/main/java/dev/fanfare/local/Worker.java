package dev.fanfare.local;

import java.util.concurrent.CompletableFuture;

/** A worker as the Runtime API knows it: it asks for calls, one after another, and answers them. Thread-safe. */
interface Worker {

  /** What it runs. */
  FunctionConfig function();

  /** It asks for its next call: the last one is over. Completes when there is one, or exceptionally when the worker is gone. */
  CompletableFuture<Call> next();

  /** Its answer; false if that is not the call that it has. */
  boolean respond(String requestId, byte[] payload);

  /** Its error; false if that is not the call that it has. */
  boolean respondError(String requestId, byte[] payload);

  /** It cannot start, and will exit now. */
  void initError(byte[] payload);
}
