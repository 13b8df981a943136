/**
 * The guards between a task and its backend: each wraps one step in another. Start at {@link
 * dev.joinall.guard.Guards}, which lists their order.
 */
@NullMarked
package dev.joinall.guard;

import org.jspecify.annotations.NullMarked;
