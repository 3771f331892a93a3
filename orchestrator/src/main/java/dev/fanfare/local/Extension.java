package dev.fanfare.local;

import dev.fanfare.store.ObjectStore;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.gaul.shaded.org.eclipse.jetty.server.Handler;

/**
 * Sits between a cloud's servers and what they serve. Empty in the product; tests deploy functions here, and let
 * faults happen. Only this package can write one.
 */
public abstract class Extension {

  /** Nothing stands there. */
  public static final Extension NONE = new Extension() {};

  Extension() {}

  /**
   * What Lambda's APIs lead to.
   *
   * @param first of the function that is there from the start
   * @param runtimeApi the address of the Runtime API for a worker's id
   */
  Functions functions(Environments first, UnaryOperator<String> runtimeApi) {
    return new OnlyFunction(first);
  }

  /**
   * What workers read from and write to.
   *
   * @param folder where the bucket keeps its objects, a file each
   */
  ObjectStore bucket(ObjectStore bucket, Path folder) {
    return bucket;
  }

  /**
   * What answers the requests to all of S3.
   *
   * @param folder where the store keeps its objects, a file each
   */
  Handler store(Handler store, Path folder) {
    return store;
  }
}
