package dev.fanfare.store;

import io.netty.util.internal.PlatformDependent;
import java.lang.reflect.Field;
import java.util.List;
import org.slf4j.LoggerFactory;

/**
 * Keeps libraries from writing notices to the standard error of a program that has not chosen them. Must be called before the AWS
 * SDK is used. Nothing is decided for a program that has settings of its own; a property that is set here is set only while the
 * library reads it.
 */
public final class LibraryNotices {

  /** JEP 498: from this version on, the JVM warns when Netty uses {@code sun.misc.Unsafe}. */
  private static final int FIRST_WITH_WARNINGS = 24;

  /** How SLF4J finds bindings: from version 2 on, and before. */
  private static final List<String> BINDINGS = List.of(
      "META-INF/services/org.slf4j.spi.SLF4JServiceProvider",
      "org/slf4j/impl/StaticLoggerBinder.class");

  private LibraryNotices() {}

  private static final class OfSdk {
    static {
      ClassLoader loader = LoggerFactory.class.getClassLoader();
      if (System.getProperty("slf4j.provider") == null
          && BINDINGS.stream().allMatch(binding -> loader.getResource(binding) == null)) {
        // Without a binding, SLF4J warns that it logs nothing.
        logNothing();
        whileSet("slf4j.internal.verbosity", "ERROR", LoggerFactory::getILoggerFactory);
      }
    }

    /** Only SLF4J 2.0.10 and later knows the property, so this does what each version does after its warning. */
    private static void logNothing() {
      try {
        Field state = LoggerFactory.class.getDeclaredField("INITIALIZATION_STATE");
        Field nothing = LoggerFactory.class.getDeclaredField("NOP_FALLBACK_INITIALIZATION");
        state.setAccessible(true);
        nothing.setAccessible(true);
        state.setInt(null, nothing.getInt(null));
      } catch (ReflectiveOperationException | RuntimeException unknown) {
        // A later version, which has the property.
      }
    }

    static void initialize() {}
  }

  private static final class OfNetty {
    static {
      if (Runtime.version().feature() >= FIRST_WITH_WARNINGS
          && System.getProperty("sun.misc.unsafe.memory.access") == null) {
        // Netty then takes memory of the heap.
        whileSet("io.netty.noUnsafe", "true", PlatformDependent::hasUnsafe);
      }
    }

    static void initialize() {}
  }

  /** For the AWS SDK, which logs with SLF4J. */
  public static void preventSdks() {
    OfSdk.initialize();
  }

  /** For Netty, too, which is the SDK's HTTP client. */
  static void preventNettys() {
    OfSdk.initialize();
    OfNetty.initialize();
  }

  private static void whileSet(String property, String value, Runnable initialization) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
      try {
        initialization.run();
      } finally {
        System.clearProperty(property);
      }
    }
  }
}
