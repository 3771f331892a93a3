/**
 * Replaces one class of AWS's runtime interface client, and therefore has its name; see
 * {@code NativeClient}.
 *
 * <p>Entry types: none. May import: the runtime interface client.
 */
@NullMarked
package com.amazonaws.services.lambda.runtime.api.client.runtimeapi;

import org.jspecify.annotations.NullMarked;
