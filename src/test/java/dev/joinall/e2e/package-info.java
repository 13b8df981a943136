/** The whole server over real sockets; start at {@link dev.joinall.e2e.ConcurrencyTest}. */
@NullMarked
package dev.joinall.e2e;

import org.jspecify.annotations.NullMarked;
