/** Start-up: read the file, open the backends, plan, serve. Start at {@link dev.joinall.Wiring}. */
@NullMarked
package dev.joinall;

import org.jspecify.annotations.NullMarked;
