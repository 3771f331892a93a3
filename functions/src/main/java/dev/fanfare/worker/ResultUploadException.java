package dev.fanfare.worker;

import java.io.IOException;

/**
 * The outcome of a batch could not be put into the store. The orchestrator knows it by its class name, which Lambda passes on:
 * the store was at fault, not the batch.
 */
public final class ResultUploadException extends IOException {

  ResultUploadException(IOException cause) {
    super("cannot upload a result to the store: " + cause.getMessage(), cause);
  }
}
