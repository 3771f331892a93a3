package dev.fanfare.local;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How a worker of one function is started: command line, environment variables, working directory. Immutable.
 *
 * <p>The heap's limit is three quarters of the function's memory; the rest is for code, stacks and buffers. The compiler is not
 * held at C1, as Lambda does by default, because kernels compute for long. The working directory is an empty folder: the client
 * takes it for the function's package and would load classes from it.
 */
final class WorkerCommand {

  /** The system property that forces a route to the Runtime API: {@code native} or {@code java}. */
  static final String ROUTE = "fanfare.local.runtime";

  /** The variables of this process that a worker may see; credentials are not among them. */
  private static final List<String> INHERITED = List.of(
      "PATH",
      "HOME",
      "LANG",
      "LC_ALL",
      "TZ",
      "TMPDIR",
      "TEMP",
      "TMP",
      "SystemRoot",
      "LD_LIBRARY_PATH");

  private final FunctionConfig function;
  private final Path folder;
  private final List<Path> classPath;
  private final List<String> prefix;
  private final List<String> options;
  private final @Nullable ClassArchive archive;

  private WorkerCommand(
      FunctionConfig function,
      Path folder,
      List<Path> classPath,
      List<String> prefix,
      List<String> options,
      @Nullable ClassArchive archive) {
    this.function = function;
    this.folder = folder;
    this.classPath = classPath;
    this.prefix = prefix;
    this.options = options;
    this.archive = archive;
  }

  /**
   * For a function whose classes are this JVM's.
   *
   * @param folder where workers get their folders and logs
   */
  static WorkerCommand of(FunctionConfig function, Path folder) throws IOException {
    return of(function, WorkerClassPath.of(function.classPath(), library().isPresent()), folder);
  }

  /**
   * For a function with that class path.
   *
   * @param folder where workers get their folders and logs
   */
  static WorkerCommand of(FunctionConfig function, WorkerClassPath classPath, Path folder)
      throws IOException {
    Path cache = cache(folder);
    List<String> options = new ArrayList<>(jvmOptions(function));
    Optional<String> library = library();
    if (library.isPresent()) {
      Path file = NativeLibrary.extract(library.get(), WorkerClassPath.clientJar(), cache);
      options.add("-D" + NativeLibrary.PROPERTY + "=" + file);
    }
    ClassArchive archive =
        ClassArchive.of(classPath.leading(), function.handler(), cache).orElse(null);
    return new WorkerCommand(function, folder, classPath.all(), List.of(), options, archive);
  }

  /** The native library through which workers ask for calls; empty: they do so in Java. */
  static Optional<String> library() {
    return "java".equals(System.getProperty(ROUTE)) ? Optional.empty() : NativeLibrary.name();
  }

  /** What the workers run. */
  FunctionConfig function() {
    return function;
  }

  /** Where workers get their folders and logs. */
  Path folder() {
    return folder;
  }

  /** The archive of classes that workers start with, if there can be one. */
  Optional<ClassArchive> archive() {
    return Optional.ofNullable(archive);
  }

  /** The same for a worker that makes an archive, in that file; it gives way to every other process. */
  WorkerCommand training(ClassArchive made, Path file) {
    List<String> all = new ArrayList<>(options);
    all.addAll(ClassArchive.making(file));
    all.add("-D" + WorkerMain.TRAINING + "=true");
    boolean windows = File.separatorChar == '\\';
    return new WorkerCommand(
        function,
        folder.resolve("training"),
        made.jars(),
        windows ? List.of() : List.of("nice", "-n", "19"),
        all,
        null);
  }

  /** A log for the worker of that number. */
  WorkerLog log(int number) {
    return new WorkerLog(folder.resolve("worker-" + number + ".log"));
  }

  /**
   * Starts a worker.
   *
   * @param runtimeApi where it asks for invocations: host, port and path
   */
  WorkerProcess start(int number, String runtimeApi, WorkerLog log) throws IOException {
    Path workingDirectory = Files.createDirectories(folder.resolve("worker-" + number));
    ProcessBuilder builder = new ProcessBuilder(line())
        .directory(workingDirectory.toFile())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.file().toFile()));
    builder.environment().keySet().retainAll(INHERITED);
    builder.environment().putAll(function.environment());
    builder.environment().putAll(lambdaVariables(runtimeApi, workingDirectory));
    return new WorkerProcess(builder.start());
  }

  private List<String> line() {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return Stream.of(
            prefix,
            List.of(java),
            options,
            archive == null ? List.<String>of() : archive.options(),
            List.of("-cp", WorkerClassPath.joined(classPath), WorkerMain.class.getName()),
            List.of(function.handler()))
        .flatMap(List::stream)
        .toList();
  }

  /** The options that an archive of classes must have been made with, too: the JVM compares some of them. */
  static List<String> jvmOptions(FunctionConfig function) {
    List<String> options = new ArrayList<>(List.of(
        "-Xmx" + function.memoryMb() * 3 / 4 + "m",
        "-XX:+UseSerialGC",
        // A large array, such as a shared one, goes where it stays. Copied there by the first
        // collection, it would take its size twice: the pages it leaves stay with the process.
        "-XX:PretenureSizeThreshold=16m",
        "-XX:+ExitOnOutOfMemoryError",
        "-XX:-UsePerfData",
        // A process can only end itself when its threads come to a safepoint: a kernel's long loop
        // must not hold that up, when its caller is gone or its time is over.
        "-XX:+UseCountedLoopSafepoints",
        "-XX:LoopStripMiningIter=1000",
        // A kernel is called by reflection, once for each task: method handles would cost more
        // to set up than they save.
        "-Djdk.reflect.useNativeAccessorOnly=true",
        "-Djava.awt.headless=true"));
    if (Runtime.version().feature() >= 24) {
      options.add("--enable-native-access=ALL-UNNAMED");
    }
    return options;
  }

  /** The variables that Lambda's developer guide lists under "Defined runtime environment variables". */
  private Map<String, String> lambdaVariables(String runtimeApi, Path workingDirectory) {
    return Map.ofEntries(
        Map.entry(Offspring.RUNTIME_API, runtimeApi),
        Map.entry("AWS_LAMBDA_FUNCTION_NAME", function.name()),
        Map.entry("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", Integer.toString(function.memoryMb())),
        Map.entry("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"),
        Map.entry("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand"),
        Map.entry("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/" + function.name()),
        Map.entry("AWS_LAMBDA_LOG_STREAM_NAME", "[$LATEST]" + workingDirectory.getFileName()),
        Map.entry("AWS_EXECUTION_ENV", "AWS_Lambda_java" + Runtime.version().feature()),
        Map.entry("AWS_REGION", FunctionConfig.REGION),
        Map.entry("AWS_DEFAULT_REGION", FunctionConfig.REGION),
        Map.entry("LAMBDA_TASK_ROOT", workingDirectory.toString()),
        Map.entry("_HANDLER", function.handler()));
  }

  /** The user's cache, or the cloud's own folder if the cache cannot be written. */
  private static Path cache(Path folder) {
    try {
      return UserCache.folder();
    } catch (IOException e) {
      return folder;
    }
  }
}
