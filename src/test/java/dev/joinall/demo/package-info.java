/** The README's first command: the shop with everything that it needs, in one process. */
@NullMarked
package dev.joinall.demo;

import org.jspecify.annotations.NullMarked;
