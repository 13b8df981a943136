package dev.joinall.testing;

import java.math.BigDecimal;

/**
 * The price and time of a delivery; always the same for the same parcel.
 *
 * @param price in euros
 * @param estimate fits into "It will be with you ..."
 */
record ShippingQuote(String city, String carrier, BigDecimal price, String estimate) {
  static ShippingQuote of(String city, int grams) {
    int days = 1 + Math.floorMod(city.hashCode(), 3);
    String price = grams <= 2_000 ? "4.90" : grams <= 10_000 ? "6.90" : "12.90";
    String estimate = "in %d to %d working days".formatted(days, days + 2);
    return new ShippingQuote(city, "Pigeon Post", new BigDecimal(price), estimate);
  }

  String toJson() {
    return "{\"city\":%s,\"carrier\":%s,\"price\":%s,\"estimate\":%s}"
        .formatted(quoted(city), quoted(carrier), price, quoted(estimate));
  }

  /** Sufficient for names of cities. */
  private static String quoted(String text) {
    return '"' + text.replaceAll("[\\p{Cntrl}\"\\\\]", "") + '"';
  }
}
