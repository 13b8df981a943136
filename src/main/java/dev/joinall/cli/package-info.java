/** The command line: what can be asked of the product. Start at {@link dev.joinall.cli.Cli}. */
@NullMarked
package dev.joinall.cli;

import org.jspecify.annotations.NullMarked;
