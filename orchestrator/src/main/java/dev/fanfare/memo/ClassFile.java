package dev.fanfare.memo;

import dev.fanfare.kernel.FanfareException;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Opcodes;

/**
 * A class file.
 *
 * @param className such as {@code com.acme.Risk}
 * @param library the library that contains it; null if it is the user's own code
 */
record ClassFile(String className, byte[] bytes, @Nullable Library library) {

  /** The newest Java whose class files the bytecode library reads. */
  private static final int NEWEST = Opcodes.V26;

  /** A class file's version minus that of its Java. */
  private static final int AHEAD = Opcodes.V17 - 17;

  /**
   * A reader of it.
   *
   * @throws FanfareException if it is of a newer Java than the bytecode library knows
   * @throws IndexOutOfBoundsException if it is incomplete
   */
  ClassReader reader() {
    int version = (bytes[6] & 0xff) << Byte.SIZE | (bytes[7] & 0xff);
    if (version > NEWEST) {
      throw new FanfareException("class " + className + " is compiled for Java "
          + (version - AHEAD) + ", but a memo reads bytecode up to Java " + (NEWEST - AHEAD)
          + ": compile it for an older one, or give the kernel a version, such as"
          + " @Kernel(version = \"1\")");
    }
    return new ClassReader(bytes);
  }
}
