/** Asks from outside whether the server is ready; a main class of its own. */
@NullMarked
package dev.joinall.probe;

import org.jspecify.annotations.NullMarked;
