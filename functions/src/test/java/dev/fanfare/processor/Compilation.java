package dev.fanfare.processor;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Sources, compiled as a user's build compiles them: the compiler finds the processor by its registration.
 *
 * @param folder with the classes
 * @param errors one message each, after the source that it is about: {@code int n: parameter 'n' ...}
 */
record Compilation(Path folder, List<String> errors) {

  /** Compiles texts, each a file of the package {@code com.acme}, that may use java.util and Fanfare's kernels. */
  static Compilation of(Path folder, String... sources) throws IOException {
    return of(folder, Arrays.stream(sources).map(Source::new).toList());
  }

  static Compilation of(Path folder, List<? extends JavaFileObject> sources) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
    String classPath = System.getProperty("java.class.path");
    try (StandardJavaFileManager files = compiler.getStandardFileManager(found, null, null)) {
      compiler
          .getTask(
              null,
              files,
              found,
              List.of(
                  "-d",
                  folder.toString(),
                  "-cp",
                  classPath,
                  "-processorpath",
                  classPath,
                  "-parameters",
                  "--release",
                  "17"),
              null,
              sources)
          .call();
    }
    List<String> errors = found.getDiagnostics().stream()
        .filter(one -> one.getKind() == Diagnostic.Kind.ERROR)
        .map(one -> place(one) + ": " + one.getMessage(Locale.ROOT))
        .toList();
    return new Compilation(folder, errors);
  }

  /** The start of the line at which an error was reported, from the element's name on. */
  private static String place(Diagnostic<? extends JavaFileObject> error) {
    try {
      String text = error.getSource().getCharContent(true).toString();
      return text.substring((int) error.getPosition()).split("[^\\w]", 2)[0];
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** The index of kernels; empty if none was written. */
  List<String> index() throws IOException {
    Path index = folder.resolve("META-INF/fanfare/kernels");
    return Files.exists(index) ? Files.readAllLines(index) : List.of();
  }

  /** A file that is only in memory, named after its public class, or else after its first one. */
  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String text) {
      super(URI.create("mem:///com/acme/" + name(text) + ".java"), Kind.SOURCE);
      this.text = "package com.acme; import java.util.*; import dev.fanfare.kernel.*; "
          + "import org.jspecify.annotations.Nullable; " + text;
    }

    private static String name(String text) {
      return text.replaceFirst("(?s)^.*?(class|record|interface|enum) (\\w+).*$", "$2");
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
