package dev.fanfare.backend;

import dev.fanfare.kernel.Kernel;

/** Kernels that a test edits after the function was deployed with these. */
public final class EditedKernels {

  private EditedKernels() {}

  @Kernel
  public static int edited(int n) {
    return n + 1;
  }

  @Kernel(version = "1")
  public static int versioned(int n) {
    return n + 1;
  }
}
