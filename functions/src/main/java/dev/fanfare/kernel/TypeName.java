package dev.fanfare.kernel;

import java.lang.reflect.Type;
import java.util.regex.Pattern;

/** Names of types as people write them: {@code Outer.Inner}, where Java has {@code Outer$Inner}. Stateless. */
public final class TypeName {

  private static final Pattern NESTED = Pattern.compile("(?<=\\w)\\$(?=[\\p{L}_])");

  private TypeName() {}

  /** The name of a type, with its package and its type arguments. */
  public static String of(Type type) {
    return of(type.getTypeName());
  }

  /** A name that Java has given. */
  public static String of(String binaryName) {
    return NESTED.matcher(binaryName).replaceAll(".");
  }
}
