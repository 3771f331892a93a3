/**
 * The embedded cloud: AWS Lambda and S3 on this machine, without an account and without Docker.
 *
 * <p>Three parts. {@code EmbeddedS3} is S3Proxy on a folder. {@code EmbeddedLambda} is one HTTP server with Lambda's Invoke operation
 * for callers and its Runtime API for workers; both know {@code Functions} and {@code Worker} alone. Behind these, {@code
 * Environments} keeps the worker processes, JVMs that run AWS's own runtime interface client. The AWS SDK sees no difference but the
 * endpoint. Everything listens on 127.0.0.1 alone and asks for credentials that are drawn anew at each start.
 *
 * <p>Entry types: {@link dev.fanfare.local.EmbeddedCloud}, {@link dev.fanfare.local.FunctionConfig}.
 *
 * <p>May import: {@code kernel} for its exceptions, {@code wire} for Lambda's REPORT line, {@code worker} for its threads, the JDK's
 * HTTP server, S3Proxy, the JSON library, the runtime interface client.
 */
@NullMarked
package dev.fanfare.local;

import org.jspecify.annotations.NullMarked;
