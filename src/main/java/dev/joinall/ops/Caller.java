package dev.joinall.ops;

/**
 * Who sent a request, and to where.
 *
 * @param path without its query
 * @param address of the connection; empty if unknown
 * @param name what the header of {@code joinall.log.caller} says; empty without one
 */
public record Caller(String method, String path, String address, String name) {}
