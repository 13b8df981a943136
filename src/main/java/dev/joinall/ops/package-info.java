/**
 * What the operator sees: metrics, health, the run log, traces, and what blocks a loop. Start at
 * {@link dev.joinall.ops.Observation}.
 */
@NullMarked
package dev.joinall.ops;

import org.jspecify.annotations.NullMarked;
