package dev.joinall.backend;

/**
 * The use of a pool at one moment. A call needs one place: a connection, or its share of one (an
 * HTTP/2 stream, a slot on a shared connection).
 *
 * @param max the number of places
 * @param inUse the places held by calls
 * @param idle the open connections without a call
 * @param pending the calls that wait for a place
 */
public record PoolUse(int max, int inUse, int idle, int pending) {}
