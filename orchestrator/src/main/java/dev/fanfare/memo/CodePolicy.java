package dev.fanfare.memo;

/** Whether a kernel's code is a part of the key of its remembered results. */
public enum CodePolicy {
  /** {@link dev.fanfare.kernel.Kernel#version()} if it is given, otherwise the bytecode. */
  TRACKED,
  /** Only the version, whatever the code is. No version is a version as well. */
  VERSION,
  /** No code: a result is found whatever the code is. */
  IGNORE
}
