package dev.joinall.ops;

/**
 * The caller of a request, with its method and path.
 *
 * @param path without its query
 * @param address the address of the connection; empty if it is unknown
 * @param name the value of the header that {@code joinall.log.caller} names; empty without one
 */
public record Caller(String method, String path, String address, String name) {}
