/**
 * Objects in a folder or in S3, and their keys in a run's folder.
 *
 * <p>Entry types: {@link dev.fanfare.store.ObjectStore}, {@link dev.fanfare.store.StoreLocation},
 * {@link dev.fanfare.store.RunFolder}.
 *
 * <p>May import: the packages to its left and the AWS SDK for S3.
 */
@NullMarked
package dev.fanfare.store;

import org.jspecify.annotations.NullMarked;
