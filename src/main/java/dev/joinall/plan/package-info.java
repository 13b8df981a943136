/**
 * From the file to immutable plans, or every problem at once. Start at {@link
 * dev.joinall.plan.Planner}.
 */
@NullMarked
package dev.joinall.plan;

import org.jspecify.annotations.NullMarked;
