package dev.fanfare.local;

import dev.fanfare.store.ObjectStore;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
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
  ObjectStore bucket(ObjectStore bucket, Path folder) {
    return new FaultyBucket(bucket, folder, plan, new AtomicLong());
  }

  @Override
  Handler store(Handler store, Path folder) {
    return new FaultyStore(store, folder, plan);
  }
}
