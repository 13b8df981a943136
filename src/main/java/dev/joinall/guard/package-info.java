/**
 * What stands between a task and its backend: each guard wraps a step in a step. Start at {@link
 * dev.joinall.guard.Guards}, which shows their order.
 */
@NullMarked
package dev.joinall.guard;

import org.jspecify.annotations.NullMarked;
