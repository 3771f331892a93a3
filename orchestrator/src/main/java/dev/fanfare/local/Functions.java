package dev.fanfare.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The functions of an embedded Lambda, by name. Thread-safe. */
final class Functions implements AutoCloseable {

  /** What a function may have while nothing is reserved for it: as many as a new account at AWS, or as there are processors. */
  static final int UNRESERVED_CONCURRENCY =
      Math.max(10, Runtime.getRuntime().availableProcessors());

  private final Path folder;
  private final FaultPlan plan;
  private final UnaryOperator<String> runtimeApi;
  private final Map<String, DeployedFunction> byName = new ConcurrentHashMap<>();

  /**
   * No functions yet.
   *
   * @param folder where packages, and the folders of their workers, are kept; made if need be
   * @param plan what befalls the environments
   * @param runtimeApi the address of the Runtime API for an environment's id
   */
  Functions(Path folder, FaultPlan plan, UnaryOperator<String> runtimeApi) {
    this.folder = folder;
    this.plan = plan;
    this.runtimeApi = runtimeApi;
  }

  /** Adds a function that has this JVM's classes; its concurrency is reserved for it. */
  DeployedFunction add(WorkerCommand command) {
    FunctionConfig config = command.function();
    return put(FunctionDescription.of(config), command, config.concurrency());
  }

  /**
   * Creates a function from a package.
   *
   * @throws RefusedException with status 400 or 409
   */
  synchronized DeployedFunction create(FunctionRequest request) throws IOException {
    String name = FunctionRequest.required(request.name(), "FunctionName");
    if (byName.containsKey(name)) {
      throw new RefusedException(
          Answer.error(409, "ResourceConflictException", "Function already exist: " + name));
    }
    // The first look at what was said is without its package: nothing is stored for a bad request.
    FunctionDescription.of(request, FunctionPackage.NONE, UNRESERVED_CONCURRENCY);
    Path home = folder.resolve(UUID.randomUUID().toString());
    try {
      FunctionPackage code = FunctionPackage.store(request.zip(), home.resolve("code"));
      FunctionDescription description =
          FunctionDescription.of(request, code, UNRESERVED_CONCURRENCY);
      return put(description, WorkerCommand.ofPackage(description.config(), home), null);
    } catch (IOException | RefusedException e) {
      delete(home);
      throw e;
    }
  }

  private DeployedFunction put(
      FunctionDescription description, WorkerCommand command, @Nullable Integer reserved) {
    DeployedFunction function = new DeployedFunction(
        description, command, new Environments(command, plan, runtimeApi), reserved);
    byName.put(description.config().name(), function);
    return function;
  }

  /** Changes a function's code. */
  synchronized void changeCode(DeployedFunction function, FunctionRequest request)
      throws IOException {
    Path code = function.folder().resolve("code-" + UUID.randomUUID());
    try {
      FunctionPackage stored = FunctionPackage.store(request.zip(), code);
      function.change(known -> known.with(stored));
    } catch (IOException | RefusedException e) {
      delete(code);
      throw e;
    }
  }

  /**
   * The function with that name.
   *
   * @param named its name, its ARN, or a part of it from the account on, with or without the qualifier {@code $LATEST}
   * @throws RefusedException with status 404 if there is none
   */
  DeployedFunction get(String named) {
    String qualified = named.replaceFirst("^(arn:aws:lambda:[a-z0-9-]+:)?(\\d{12}:)?function:", "");
    DeployedFunction function = byName.get(qualified.replaceFirst(":\\$LATEST$", ""));
    if (function == null) {
      throw new RefusedException(Answer.error(
          404, "ResourceNotFoundException", "Function not found: " + EmbeddedCloud.arn(qualified)));
    }
    return function;
  }

  /** All functions, by name. */
  List<DeployedFunction> all() {
    return byName.values().stream()
        .sorted(Comparator.comparing(function -> function.description().config().name()))
        .toList();
  }

  /**
   * Deletes a function; invocations under way are answered as crashes.
   *
   * @throws RefusedException with status 404 if there is none of that name
   */
  void delete(String named) {
    DeployedFunction function = get(named);
    if (byName.remove(function.description().config().name(), function)) {
      function.close();
      Path home = function.folder();
      if (home.startsWith(folder)) {
        delete(home);
      }
    }
  }

  /** The environment with that id, of whichever function. */
  @Nullable
  Environment environment(String id) {
    for (DeployedFunction function : byName.values()) {
      Environment found = function.environments().byId(id);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  /** Kills all workers. */
  @Override
  public void close() {
    byName.values().forEach(DeployedFunction::close);
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      // What stays goes with the cloud's own folder.
    }
  }
}
