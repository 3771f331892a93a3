/**
 * A stand-in for one class of AWS's runtime interface client, which must bear that class's name: see {@code NativeClient}.
 *
 * <p>Entry types: none. May import: the runtime interface client.
 */
@NullMarked
package com.amazonaws.services.lambda.runtime.api.client.runtimeapi;

import org.jspecify.annotations.NullMarked;
