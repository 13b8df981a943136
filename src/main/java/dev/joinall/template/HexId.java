package dev.joinall.template;

import java.util.regex.Pattern;

/**
 * A MongoDB ObjectId as 24 hex digits: the value of {@code objectId("...")}, because JSON has no
 * such type.
 */
public record HexId(String hex) {
  private static final Pattern FORM = Pattern.compile("[0-9a-fA-F]{24}");

  public HexId {
    if (!FORM.matcher(hex).matches()) {
      throw new IllegalArgumentException("an objectId has 24 hex digits, this is \"" + hex + "\"");
    }
  }
}
