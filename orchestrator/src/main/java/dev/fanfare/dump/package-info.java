/**
 * Values in a file or in S3: dump and load, as in joblib.
 *
 * <p>Entry types: {@link dev.fanfare.dump.Dump}, {@link dev.fanfare.dump.Load},
 * {@link dev.fanfare.dump.Compression}.
 *
 * <p>May import: the packages to its left and the compression libraries, which are optional.
 */
@NullMarked
package dev.fanfare.dump;

import org.jspecify.annotations.NullMarked;
