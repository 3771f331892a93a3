package dev.fanfare.worker;

import java.io.IOException;

/** A batch that lies in the store could not be read there. None of its tasks has run. */
public final class InputDownloadException extends IOException {

  InputDownloadException(IOException cause) {
    super("cannot download a batch from the store: " + cause.getMessage(), cause);
  }
}
