package dev.fanfare.wire;

import java.net.URI;
import java.util.List;

/**
 * Asks a function where it reaches the store, or what it can run. The addresses are those of a server;
 * they contain no secret.
 *
 * @param endpoints endpoint URLs to try, in this order
 * @param kernels full names of kernels; if there are any, the answer has an {@link Inventory}
 */
public record Ping(List<URI> endpoints, List<String> kernels) implements Payload {

  public Ping {
    endpoints = List.copyOf(endpoints);
    kernels = List.copyOf(kernels);
  }

  /** Asks where the store is. */
  public static Ping ofEndpoints(List<URI> endpoints) {
    return new Ping(endpoints, List.of());
  }

  /** Asks for kernels by their full names. */
  public static Ping ofKernels(List<String> kernels) {
    return new Ping(List.of(), kernels);
  }
}
