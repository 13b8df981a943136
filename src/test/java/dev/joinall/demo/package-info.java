/** The demo: the shop with all of its backends in one process. */
@NullMarked
package dev.joinall.demo;

import org.jspecify.annotations.NullMarked;
