/** The command line. Start at {@link dev.joinall.cli.Cli}. */
@NullMarked
package dev.joinall.cli;

import org.jspecify.annotations.NullMarked;
