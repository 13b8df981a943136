package dev.joinall.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads a list of address ranges. */
record AddressRangesReader(Problems problems) {
  private static final int MAX = 100;

  List<AddressRange> read(String key, Fields fields) {
    List<AddressRange> ranges = new ArrayList<>();
    List<Tree> written = fields.items(key);
    if (written.size() > MAX) {
      problems.add(
          fields.tree(key).orElseThrow(),
          "expected at most %d ranges, got %d".formatted(MAX, written.size()),
          "write larger ranges");
      return List.of();
    }
    for (Tree it : written) {
      Optional<AddressRange> range = fields.text(it).flatMap(AddressRange::parse);
      if (range.isEmpty() && it instanceof Tree.Scalar) {
        problems.add(
            it,
            "expected a range of addresses, got " + it.noun(),
            "for example 10.0.0.0/8, 192.0.2.7 or fd00::/8");
      }
      range.ifPresent(ranges::add);
    }
    return ranges;
  }
}
