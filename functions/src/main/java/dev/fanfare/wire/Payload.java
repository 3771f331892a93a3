package dev.fanfare.wire;

/** What an invocation's payload is: the invocation itself, or where it lies because it is too large to travel. */
public sealed interface Payload permits Invocation, InputReference {}
