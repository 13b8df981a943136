/** What the operator sees: metrics and health. Start at {@link dev.joinall.ops.RunMetrics}. */
@NullMarked
package dev.joinall.ops;

import org.jspecify.annotations.NullMarked;
