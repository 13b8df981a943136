package dev.joinall.template;

/**
 * An expression reads {@code group.member}.
 *
 * @param tolerant whether the value may be missing, by {@code .?} or {@code has(...)}
 */
public record Reference(String group, String member, boolean tolerant) {}
