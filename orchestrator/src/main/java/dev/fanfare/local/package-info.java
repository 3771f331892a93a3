/**
 * The embedded cloud: AWS Lambda and S3 on this machine, without an account and without Docker.
 *
 * <p>Lambda's API, to deploy functions and to invoke them, and its Runtime API on one HTTP server; execution environments that are
 * JVMs running AWS's own runtime interface client; S3 as S3Proxy on a folder. The AWS SDK sees no difference but the endpoint.
 * Everything listens on 127.0.0.1 alone and asks for credentials that are drawn anew at each start.
 *
 * <p>Entry types: {@link dev.fanfare.local.EmbeddedCloud}, {@link dev.fanfare.local.FunctionConfig}.
 *
 * <p>May import: {@code kernel} for its exceptions, the JDK's HTTP server, S3Proxy, the JSON library, the runtime interface client.
 */
@NullMarked
package dev.fanfare.local;

import org.jspecify.annotations.NullMarked;
