package dev.fanfare.memo;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.objectweb.asm.ClassReader;

/**
 * What the constant pool of a class file mentions. It can be too much, because a text may look like
 * a type, but never too little: all that the file's code and its declarations refer to is there.
 *
 * @param classes internal names, such as {@code com/acme/Risk}
 * @param members names with descriptors, such as {@code price(D)D}, of any class
 */
record Mentions(Set<String> classes, Set<String> members) {

  private static final int UTF8 = 1;
  private static final int CLASS = 7;
  private static final int NAME_AND_TYPE = 12;

  /** The class of a descriptor or signature. */
  private static final Pattern TYPE = Pattern.compile("L([^;<>:()\\[\\s]+)[;<]");

  private static final Pattern INNERMOST_TYPE_ARGUMENTS = Pattern.compile("<[^<>]*>");

  /** A name as {@code Class.forName} takes it, and as a switch over types has it. */
  private static final Pattern QUALIFIED_NAME =
      Pattern.compile("[\\p{L}\\p{N}_$]+(\\.[\\p{L}\\p{N}_$]+)+");

  /** All that it mentions. */
  static Mentions of(ClassReader file) {
    return of(file, true);
  }

  /** Only what its code uses, which is less to read: no types that are merely declared, no texts. */
  static Mentions inCodeOf(ClassReader file) {
    return of(file, false);
  }

  private static Mentions of(ClassReader file, boolean texts) {
    Mentions mentions = new Mentions(new HashSet<>(), new HashSet<>());
    char[] buffer = new char[file.getMaxStringLength()];
    for (int i = 1; i < file.getItemCount(); i++) {
      int item = file.getItem(i);
      // The second half of a long or double is no item.
      if (item > 0) {
        mentions.add(file, item, buffer, texts);
      }
    }
    return mentions;
  }

  private void add(ClassReader file, int item, char[] buffer, boolean texts) {
    int tag = file.readByte(item - 1);
    if (tag == CLASS) {
      addClass(file.readUTF8(item, buffer));
    } else if (tag == NAME_AND_TYPE) {
      members.add(file.readUTF8(item, buffer) + file.readUTF8(item + 2, buffer));
    } else if (tag == UTF8 && texts) {
      addText(text(file, item));
    }
  }

  // The class of an array is a descriptor, which is a text of its own.
  private void addClass(String name) {
    if (!name.startsWith("[")) {
      classes.add(name);
    }
  }

  /** A descriptor, a signature, a name, or any string. */
  private void addText(String text) {
    if (text.indexOf('.') > 0 && QUALIFIED_NAME.matcher(text).matches()) {
      classes.add(text.replace('.', '/'));
    }
    if (text.indexOf(';') >= 0) {
      addTypes(text);
    }
  }

  // "Lcom/acme/Outer<TT;>.Inner;" is Outer$Inner, which is seen once the type arguments are gone.
  private void addTypes(String text) {
    Matcher types = TYPE.matcher(text);
    while (types.find()) {
      classes.add(types.group(1).replace('.', '$'));
    }
    String plainer = INNERMOST_TYPE_ARGUMENTS.matcher(text).replaceAll("");
    if (plainer.length() < text.length()) {
      addTypes(plainer);
    }
  }

  private static String text(ClassReader file, int item) {
    int length = Short.BYTES + file.readUnsignedShort(item);
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) file.readByte(item + i);
    }
    try {
      return new DataInputStream(new ByteArrayInputStream(bytes)).readUTF();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
