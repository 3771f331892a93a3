/**
 * Backends, one implementation per file.
 *
 * <p>Entry types: {@link dev.fanfare.backend.Backend}, {@link dev.fanfare.backend.Backends}.
 *
 * <p>May import: the packages to its left; the AWS SDK for Lambda.
 */
@NullMarked
package dev.fanfare.backend;

import org.jspecify.annotations.NullMarked;
