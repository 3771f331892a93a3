package dev.fanfare.worker;

import java.io.IOException;

/** A batch or a shared argument could not be downloaded from the store. No task of the batch has run. */
public final class InputDownloadException extends IOException {

  InputDownloadException(IOException cause) {
    this("a batch", cause);
  }

  InputDownloadException(String what, IOException cause) {
    super("cannot download " + what + " from the store: " + cause.getMessage(), cause);
  }
}
