package dev.fanfare.local;

import java.util.function.UnaryOperator;

/** Lets clients create, change and delete functions in an embedded cloud, as on AWS. */
public final class ControlPlane extends Extension {

  @Override
  Functions functions(Environments first, UnaryOperator<String> runtimeApi) {
    return new DeployedFunctions(first, runtimeApi);
  }
}
