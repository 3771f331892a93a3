/**
 * A run's folder in S3: its keys, its presigned URLs, its result objects.
 *
 * <p>Entry types: {@link dev.fanfare.store.RunStore}, {@link dev.fanfare.store.RunFolder}.
 *
 * <p>May import: the functions' packages and the AWS SDK for S3.
 */
@NullMarked
package dev.fanfare.store;

import org.jspecify.annotations.NullMarked;
