package dev.joinall.template;

import dev.joinall.config.Internal;

/**
 * A read of {@code group.member} by an expression.
 *
 * @param tolerant whether the value may be missing, because the read uses {@code .?} or {@code
 *     has(...)}
 */
@Internal
public record Reference(String group, String member, boolean tolerant) {}
