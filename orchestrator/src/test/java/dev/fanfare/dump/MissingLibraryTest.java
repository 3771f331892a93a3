package dev.fanfare.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Without the optional libraries, the other compressions work, and an error says what is missing. */
final class MissingLibraryTest {

  /** Loads the package anew, and finds none of the compressors. */
  private static final class Bare extends URLClassLoader {
    Bare() {
      super(
          new URL[] {Dump.class.getProtectionDomain().getCodeSource().getLocation()},
          MissingLibraryTest.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (name.matches("(org\\.tukaani|com\\.github\\.luben|net\\.jpountz)\\..*")) {
        throw new ClassNotFoundException(name);
      }
      if (!name.startsWith("dev.fanfare.dump.")) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> known = findLoadedClass(name);
        return known == null ? findClass(name) : known;
      }
    }
  }

  @TempDir
  Path folder;

  private static void dump(Bare loader, Path file) throws Throwable {
    try {
      loader
          .loadClass(Dump.class.getName())
          .getMethod("to", Path.class, Object.class)
          .invoke(null, file, new int[] {1});
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static Object load(Bare loader, Path file) throws Throwable {
    try {
      return loader
          .loadClass(Load.class.getName())
          .getMethod("from", Path.class, Class.class)
          .invoke(null, file, int[].class);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "x.xz,xz,org.tukaani:xz",
    "x.zst,zstd,com.github.luben:zstd-jni",
    "x.lz4,lz4,at.yawk.lz4:lz4-java"
  })
  void the_error_names_the_dependency_to_add(String name, String method, String dependency)
      throws Exception {
    Path file = folder.resolve(name);
    String why = file + ": " + method
        + " needs a library that is not on the class path: add the dependency " + dependency;
    try (Bare loader = new Bare()) {
      assertThatThrownBy(() -> dump(loader, file)).hasMessage("cannot dump to " + why);
      assertThat(Files.list(folder)).isEmpty();
      Dump.to(file, new int[] {1});
      assertThatThrownBy(() -> load(loader, file)).hasMessage("cannot load " + why);
    }
  }

  @Test
  void the_jdks_compressions_need_nothing() throws Throwable {
    try (Bare loader = new Bare()) {
      for (String name : new String[] {"x", "x.z", "x.gz"}) {
        dump(loader, folder.resolve(name));

        assertThat(load(loader, folder.resolve(name))).isEqualTo(new int[] {1});
      }
    }
  }
}
