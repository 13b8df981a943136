/**
 * Shows what a plan will do before it is served, and warns of mistakes. Start at {@link
 * dev.joinall.explain.Explanation}.
 */
@NullMarked
package dev.joinall.explain;

import org.jspecify.annotations.NullMarked;
