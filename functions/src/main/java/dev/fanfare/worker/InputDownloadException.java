package dev.fanfare.worker;

import java.io.IOException;

/** A batch could not be downloaded from the store. None of its tasks has run. */
public final class InputDownloadException extends IOException {

  InputDownloadException(IOException cause) {
    super("cannot download a batch from the store: " + cause.getMessage(), cause);
  }
}
