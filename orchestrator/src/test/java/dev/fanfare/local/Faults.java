package dev.fanfare.local;

import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.gaul.shaded.org.eclipse.jetty.server.Handler;

/** Lets faults happen in an embedded cloud, by plan. */
public final class Faults extends Extension {

  private final FaultPlan plan;

  private Faults(FaultPlan plan) {
    this.plan = plan;
  }

  public static Faults by(FaultPlan plan) {
    return new Faults(plan);
  }

  @Override
  Functions functions(Environments first, UnaryOperator<String> runtimeApi) {
    return new FaultyFunctions(first, super.functions(first, runtimeApi), plan);
  }

  @Override
  Handler store(Handler store, Path folder) {
    return new FaultyStore(store, folder, plan);
  }
}
