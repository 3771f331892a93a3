package dev.fanfare.worker;

import java.io.IOException;

/**
 * The outcome of a batch could not be uploaded. The orchestrator recognizes the class name, which
 * Lambda passes on: the store is to blame, not the batch.
 */
public final class ResultUploadException extends IOException {

  ResultUploadException(IOException cause) {
    super("cannot upload a result to the store: " + cause.getMessage(), cause);
  }
}
