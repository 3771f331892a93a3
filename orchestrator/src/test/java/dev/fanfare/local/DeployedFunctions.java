package dev.fanfare.local;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The functions of an embedded Lambda, by name; clients make more of them. Thread-safe. */
final class DeployedFunctions implements Functions {

  private final ScratchFolder folder = ScratchFolder.make();
  private final UnaryOperator<String> runtimeApi;
  private final FunctionApi api = new FunctionApi(this);
  private final Map<String, DeployedFunction> byName = new ConcurrentHashMap<>();

  /**
   * One function to begin with.
   *
   * @param runtimeApi the address of the Runtime API for an environment's id
   */
  DeployedFunctions(Environments first, UnaryOperator<String> runtimeApi) {
    this.runtimeApi = runtimeApi;
    byName.put(
        first.function().name(),
        DeployedFunction.of(first, folder.path().resolve("first"), runtimeApi));
  }

  /**
   * Creates a function from a package.
   *
   * @throws LambdaRefusal with status 400 or 409
   */
  synchronized DeployedFunction create(FunctionRequest request) throws IOException {
    String name = FunctionRequest.required(request.name(), "FunctionName");
    if (byName.containsKey(name)) {
      throw new LambdaRefusal(
          Answer.error(409, "ResourceConflictException", "Function already exist: " + name));
    }
    // The first look at what was said is without its package: nothing is stored for a bad request.
    FunctionDescription.of(request, FunctionPackage.NONE);
    Path home = folder.path().resolve(UUID.randomUUID().toString());
    FunctionPackage code = FunctionPackage.store(request.zip(), home.resolve("code"));
    DeployedFunction function =
        DeployedFunction.of(FunctionDescription.of(request, code), home, runtimeApi);
    byName.put(name, function);
    return function;
  }

  /** Changes a function's code. */
  synchronized void changeCode(DeployedFunction function, FunctionRequest request)
      throws IOException {
    Path code = function.folder().resolve("code-" + UUID.randomUUID());
    FunctionPackage stored = FunctionPackage.store(request.zip(), code);
    function.change(known -> known.with(stored));
  }

  /**
   * The function with that name.
   *
   * @param named its name or its ARN, with or without the qualifier {@code $LATEST}
   * @throws LambdaRefusal with status 404 if there is none
   */
  DeployedFunction find(String named) {
    String plain = OnlyFunction.plain(named);
    DeployedFunction function = byName.get(plain);
    if (function == null) {
      throw LambdaRefusal.notFound(plain);
    }
    return function;
  }

  @Override
  public Function<Call, CompletableFuture<Call.Result>> get(String named) {
    return find(named)::invoke;
  }

  /** All functions, by name. */
  List<DeployedFunction> all() {
    return byName.values().stream()
        .sorted(Comparator.comparing(function -> function.description().config().name()))
        .toList();
  }

  /**
   * Deletes a function; calls under way are answered as crashes.
   *
   * @throws LambdaRefusal with status 404 if there is none of that name
   */
  void delete(String named) {
    DeployedFunction function = find(named);
    if (byName.remove(function.description().config().name(), function)) {
      function.close();
    }
  }

  @Override
  public @Nullable Worker worker(String id) {
    return byName.values().stream()
        .map(function -> function.worker(id))
        .filter(found -> found != null)
        .findFirst()
        .orElse(null);
  }

  @Override
  public Answer answer(String method, String path, byte[] body) throws IOException {
    return api.answer(method, path, body);
  }

  @Override
  public void close() {
    byName.values().forEach(DeployedFunction::close);
    folder.close();
  }
}
