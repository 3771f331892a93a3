/**
 * Job lists made of data: a task for each record of a file, or for each of many files, on this
 * machine or in S3.
 *
 * <p>Entry types: {@link dev.fanfare.rows.Rows}, {@link dev.fanfare.rows.Items}.
 *
 * <p>May import: the packages to its left.
 */
@NullMarked
package dev.fanfare.rows;

import org.jspecify.annotations.NullMarked;
