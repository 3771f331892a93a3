package dev.fanfare.store;

import io.netty.util.internal.PlatformDependent;
import org.slf4j.LoggerFactory;

/**
 * Keeps libraries from writing notices to the standard error of a program that has not chosen them. Must be called before the AWS
 * SDK is used. Nothing is decided for a program that has settings of its own; what is set here is set only while the library reads it.
 */
public final class LibraryNotices {

  /** JEP 498: from this version on, the JVM warns when Netty uses {@code sun.misc.Unsafe}. */
  private static final int FIRST_WITH_WARNINGS = 24;

  private static final String PROVIDERS = "META-INF/services/org.slf4j.spi.SLF4JServiceProvider";

  private LibraryNotices() {}

  private static final class OfSdk {
    static {
      if (System.getProperty("slf4j.provider") == null
          && LoggerFactory.class.getClassLoader().getResource(PROVIDERS) == null) {
        // Without a provider, SLF4J warns that it logs nothing.
        whileSet("slf4j.internal.verbosity", "ERROR", LoggerFactory::getILoggerFactory);
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
