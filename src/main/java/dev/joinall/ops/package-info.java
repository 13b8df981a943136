/**
 * Observability: metrics, health, the run log, traces, and the watchdog of the event loops. Start
 * at {@link dev.joinall.ops.Observation}.
 */
@NullMarked
package dev.joinall.ops;

import org.jspecify.annotations.NullMarked;
