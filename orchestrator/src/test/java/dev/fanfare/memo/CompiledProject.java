package dev.fanfare.memo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fanfare.kernel.Kernel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** A small project that is compiled while a test runs: sources by class name, and libraries. */
final class CompiledProject {

  private final Path folder;
  private final List<String> options = new ArrayList<>(List.of("-nowarn", "-proc:none"));
  private final List<Path> libraries = new ArrayList<>();

  CompiledProject(Path folder) {
    this.folder = folder;
  }

  CompiledProject options(String... more) {
    options.addAll(Arrays.asList(more));
    return this;
  }

  CompiledProject library(Path jar) {
    libraries.add(jar);
    return this;
  }

  /** Compiles sources, each of one top-level class of package {@code com.acme}, into a folder. */
  Path compile(String... sources) {
    try {
      Path classes = Files.createTempDirectory(folder, "classes");
      Path source = Files.createTempDirectory(folder, "source");
      List<String> arguments = new ArrayList<>(options);
      arguments.addAll(List.of("-d", classes.toString(), "-cp", classPath()));
      for (String text : sources) {
        String name = text.replaceFirst("(?s).*?(?:class|record|enum|interface) (\\w+).*", "$1");
        Path file = source.resolve(name + ".java");
        Files.writeString(file, text.startsWith("package") ? text : "package com.acme; " + text);
        arguments.add(file.toString());
      }
      ByteArrayOutputStream errors = new ByteArrayOutputStream();
      int failed = ToolProvider.getSystemJavaCompiler()
          .run(null, null, errors, arguments.toArray(String[]::new));
      assertThat(failed).as(errors.toString()).isZero();
      return classes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String classPath() {
    String ours = Path.of(
            Kernel.class.getProtectionDomain().getCodeSource().getLocation().getPath())
        .toString();
    Stream<String> all = Stream.concat(Stream.of(ours), libraries.stream().map(Path::toString));
    return String.join(System.getProperty("path.separator"), all.toList());
  }

  /** Packs a folder of classes into a jar. */
  Path jar(String name, Path classes) throws IOException {
    Path jar = Files.createTempDirectory(folder, "jar").resolve(name);
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out);
        Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        JarEntry entry = new JarEntry(classes.relativize(file).toString().replace('\\', '/'));
        entry.setTime(0);
        entries.putNextEntry(entry);
        Files.copy(file, entries);
      }
    }
    return jar;
  }

  /** The code of {@code com.acme.Risk.price} in a folder or jar. */
  Code code(Path classes, CodePolicy policy) {
    List<Path> all = new ArrayList<>(List.of(classes));
    all.addAll(libraries);
    URL[] urls = all.stream().map(CompiledProject::url).toArray(URL[]::new);
    try (URLClassLoader loader = new URLClassLoader(urls, Kernel.class.getClassLoader())) {
      Method price = Arrays.stream(loader.loadClass("com.acme.Risk").getMethods())
          .filter(method -> method.getName().equals("price"))
          .findFirst()
          .orElseThrow();
      return Code.of(price, policy);
    } catch (IOException | ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  /** The code of {@code com.acme.Risk.price}, compiled from sources. */
  Code code(String... sources) {
    return code(compile(sources), CodePolicy.TRACKED);
  }

  private static URL url(Path path) {
    try {
      return path.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new AssertionError(e);
    }
  }
}
