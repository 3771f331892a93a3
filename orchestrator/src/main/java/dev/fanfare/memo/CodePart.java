package dev.fanfare.memo;

import dev.fanfare.wire.Sha256;
import java.util.Set;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;

/**
 * A member of a class, or its header, in a form that does not depend on the rest of the class.
 *
 * @param keys names with descriptor under which code can mention it; empty if it counts as soon as
 *     its class does, because something can reach it without a mention: a virtual call, the creation
 *     of an object, or the initialization of the class
 * @param digest the SHA-256 of its content: 64 hexadecimal digits
 */
record CodePart(Set<String> keys, String digest, Mentions mentions) {

  static CodePart of(Set<String> keys, ClassWriter content) {
    byte[] file = content.toByteArray();
    String digest = Sha256.hex(file);
    return new CodePart(keys, digest, Mentions.of(new ClassReader(file)));
  }
}
