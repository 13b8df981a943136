/** A separate main class that checks from outside whether the server is ready. */
@NullMarked
package dev.joinall.probe;

import org.jspecify.annotations.NullMarked;
