/**
 * Where runs are kept, in a folder or in S3, and what lies there: manifest, job list, sessions, result objects.
 *
 * <p>Entry types: {@link dev.fanfare.store.StoreLocation}, {@link dev.fanfare.store.RunList}, {@link dev.fanfare.store.RunRecord}.
 *
 * <p>May import: the functions' packages and the AWS SDK for S3.
 */
@NullMarked
package dev.fanfare.store;

import org.jspecify.annotations.NullMarked;
