package dev.joinall.template;

/**
 * That an expression reads {@code group.member}.
 *
 * @param tolerant whether it can do without a value, by {@code .?} or {@code has(...)}
 */
public record Reference(String group, String member, boolean tolerant) {}
