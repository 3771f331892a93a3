package dev.fanfare.wire;

import java.net.URI;
import java.util.List;

/**
 * Asks a function where it reaches the store. The addresses are those of a server; they contain no
 * secret.
 *
 * @param endpoints endpoint URLs to try, in this order
 */
public record Ping(List<URI> endpoints) implements Payload {

  public Ping {
    endpoints = List.copyOf(endpoints);
  }
}
