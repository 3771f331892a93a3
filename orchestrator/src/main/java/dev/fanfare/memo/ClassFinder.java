package dev.fanfare.memo;

import dev.fanfare.kernel.FanfareException;
import java.io.Closeable;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.util.HashMap;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds class files where a kernel's class loader does, without loading a class. Own code is what
 * lies in folders and in the kernel's jar; all other jars are libraries. The JDK and Fanfare are
 * skipped, except for Fanfare's own kernels. Not thread-safe.
 */
final class ClassFinder implements Closeable {

  private static final String FANFARE = "dev/fanfare/";

  private static final Pattern JDK = Pattern.compile("jrt:/(java|jdk)\\..*");

  private final ClassLoader loader;
  private final boolean skipsFanfare;
  private final String home;

  // The JDK's cache of open jars would keep a jar that was replaced.
  private final Map<String, JarFile> open = new HashMap<>();

  ClassFinder(Class<?> kernels) {
    ClassLoader itsLoader = kernels.getClassLoader();
    this.loader = itsLoader == null ? ClassLoader.getSystemClassLoader() : itsLoader;
    String name = kernels.getName().replace('.', '/');
    this.skipsFanfare = !name.startsWith(FANFARE);
    URL found = loader.getResource(name + ".class");
    if (found == null) {
      throw new FanfareException("the bytecode of " + kernels.getName() + " cannot be read from "
          + loader + ": give its kernels a version, such as @Kernel(version = \"1\")");
    }
    try {
      this.home = jarOf(found.openConnection());
    } catch (IOException e) {
      throw unreadable(name, e);
    }
  }

  /** The file of a class; null if it is passed over, or does not exist. */
  @Nullable
  ClassFile find(String name) {
    if (name.startsWith("java/") || (skipsFanfare && name.startsWith(FANFARE))) {
      return null;
    }
    URL url = loader.getResource(name + ".class");
    if (url == null || JDK.matcher(url.toString()).matches()) {
      return null;
    }
    try {
      return read(name.replace('/', '.'), url.openConnection());
    } catch (IOException e) {
      throw unreadable(name, e);
    }
  }

  private ClassFile read(String className, URLConnection connection) throws IOException {
    String jar = jarOf(connection);
    Library library = jar.isEmpty() || jar.equals(home) ? null : new Library(jar);
    try (InputStream in = content(connection, jar)) {
      return new ClassFile(className, in.readAllBytes(), library);
    }
  }

  /** The address of the jar, or an empty text if it is none. */
  private static String jarOf(URLConnection connection) {
    return connection instanceof JarURLConnection inJar ? inJar.getJarFileURL().toString() : "";
  }

  private InputStream content(URLConnection connection, String jar) throws IOException {
    if (!(connection instanceof JarURLConnection inJar) || !jar.startsWith("file:")) {
      connection.setUseCaches(false);
      return connection.getInputStream();
    }
    JarFile file = open.get(jar);
    if (file == null) {
      file = new JarFile(new File(URI.create(jar)));
      open.put(jar, file);
    }
    JarEntry entry = file.getJarEntry(inJar.getEntryName());
    if (entry == null) {
      throw new FileNotFoundException(inJar.getEntryName() + " is no longer in " + jar);
    }
    return file.getInputStream(entry);
  }

  private static FanfareException unreadable(String name, IOException why) {
    return new FanfareException("cannot read class " + name.replace('/', '.') + ": " + why, why);
  }

  @Override
  public void close() throws IOException {
    for (JarFile file : open.values()) {
      file.close();
    }
  }
}
