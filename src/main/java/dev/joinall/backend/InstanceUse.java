package dev.joinall.backend;

/**
 * The use of one instance of a backend at one moment.
 *
 * @param address host or IP address, and port
 * @param inFlight the number of its current calls
 * @param ejected whether it gets no calls for a while, because it failed
 */
public record InstanceUse(String address, int inFlight, boolean ejected) {}
