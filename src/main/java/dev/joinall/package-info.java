/** The main class of the server. */
@NullMarked
package dev.joinall;

import org.jspecify.annotations.NullMarked;
