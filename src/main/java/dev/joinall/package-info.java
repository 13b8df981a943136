/**
 * Start-up: read the file, open the backends, plan, serve; and again for each change of the file.
 * Start at {@link dev.joinall.Wiring}.
 */
@NullMarked
package dev.joinall;

import org.jspecify.annotations.NullMarked;
