/**
 * Compiles the file to immutable plans, or reports all of its problems. Start at {@link
 * dev.joinall.plan.Planner}.
 */
@NullMarked
package dev.joinall.plan;

import org.jspecify.annotations.NullMarked;
