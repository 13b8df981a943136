package dev.joinall.template;

import dev.joinall.config.Internal;

/**
 * An expression reads {@code group.member}.
 *
 * @param tolerant whether the value may be missing, by {@code .?} or {@code has(...)}
 */
@Internal
public record Reference(String group, String member, boolean tolerant) {}
