/**
 * The embedded cloud: AWS Lambda and S3 on this machine, without an account and without Docker.
 *
 * <p>{@code EmbeddedLambda} is one HTTP server with Lambda's Invoke operation for callers, and for workers its Runtime API and the
 * little of S3 that they need ({@code BucketApi}). Callers in this process can do without the connection ({@code DirectInvocation}).
 * Behind these, {@code Environments} keeps the worker processes, JVMs that run AWS's own runtime interface client. {@code EmbeddedS3},
 * all of S3 on the same folder, is S3Proxy; it starts when a client asks for it. The AWS SDK sees no difference but the endpoint. Everything listens on 127.0.0.1 alone and asks for credentials that are drawn anew at each start.
 *
 * <p>Entry types: {@link dev.fanfare.local.EmbeddedCloud}, {@link dev.fanfare.local.FunctionConfig}.
 *
 * <p>May import: {@code kernel} for its exceptions, {@code wire} for Lambda's REPORT line, {@code worker} for its threads, {@code store} for
 * the bucket, the AWS SDK's HTTP interface, the JDK's HTTP server, S3Proxy, the JSON library, the runtime interface client.
 */
@NullMarked
package dev.fanfare.local;

import org.jspecify.annotations.NullMarked;
