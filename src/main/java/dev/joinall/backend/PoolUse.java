package dev.joinall.backend;

/**
 * How full a pool is at one moment. Its places are what a call needs one of: a connection where
 * each carries one call, else a part of one (a stream of HTTP/2, a turn on a shared connection).
 *
 * @param max places
 * @param inUse places that calls hold
 * @param idle open connections that no call uses
 * @param pending calls that wait for a place
 */
public record PoolUse(int max, int inUse, int idle, int pending) {}
