package dev.joinall.template;

import java.util.regex.Pattern;

/**
 * A MongoDB ObjectId by its 24 hex digits: what {@code objectId("...")} gives, as JSON has none.
 */
public record HexId(String hex) {
  private static final Pattern FORM = Pattern.compile("[0-9a-fA-F]{24}");

  public HexId {
    if (!FORM.matcher(hex).matches()) {
      throw new IllegalArgumentException("an objectId has 24 hex digits, this is \"" + hex + "\"");
    }
  }
}
