/**
 * The command line, one command per file.
 *
 * <p>Entry types: {@link dev.fanfare.cli.Fanfare}.
 *
 * <p>May import: the packages to its left, picocli and the progress bar.
 */
@NullMarked
package dev.fanfare.cli;

import org.jspecify.annotations.NullMarked;
