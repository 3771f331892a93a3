package dev.fanfare.wire;

/**
 * The payload of an invocation: the invocation itself or, if it is too large, a reference to it; or a
 * question that runs nothing.
 */
public sealed interface Payload permits Invocation, InputReference, Ping {}
