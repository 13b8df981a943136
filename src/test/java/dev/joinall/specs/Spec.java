package dev.joinall.specs;

import java.util.ArrayList;
import java.util.List;

/**
 * One Markdown document: a title with the behaviour, a paragraph with the reason, and fenced
 * blocks.
 *
 * @param title without the number sign
 */
record Spec(String title, List<Block> blocks) {
  Spec {
    blocks = List.copyOf(blocks);
  }

  /** The type of a block, by its info string. */
  enum Use {
    CONFIG("yaml joinall.yaml", false),
    API("http api", false),
    DOCUMENTS("json mongo", true),
    COMMANDS("text redis", false),
    STATEMENTS("sql postgres", false),
    REQUEST("http request", false),
    ANSWER("http answer", false),
    ASKED("http asked", false),
    MAIL("text mail", false),
    PROBLEMS("text problems", false),
    CHECKED("text check", false),
    CHECKED_WITH("text check", true),
    CHECKED_JSON("json check", true),
    EXPLAINED("text explain", false),
    EXPLAINED_JSON("json explain", false),
    OPENAPI("yaml openapi", false);

    private final String info;
    private final boolean named;

    Use(String info, boolean named) {
      this.info = info;
      this.named = named;
    }
  }

  /**
   * @param name the rest of the info string: the collection of documents, or options of the
   *     command; otherwise empty
   * @param line of its fence, from 1
   * @param text without the last line end
   */
  record Block(Use use, String name, int line, String text) {}

  /** An invalid spec. */
  static final class Unreadable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unreadable(int line, String message) {
      super("line " + line + ": " + message);
    }
  }

  /**
   * @throws Unreadable if the document lacks required parts or has unknown blocks
   */
  static Spec read(String markdown) {
    List<String> lines = markdown.lines().toList();
    List<Block> blocks = new ArrayList<>();
    boolean explained = false;
    for (int i = 1; i < lines.size(); i++) {
      if (lines.get(i).startsWith("```")) {
        int end = end(lines, i);
        blocks.add(block(lines, i, end));
        i = end;
      } else {
        explained |= blocks.isEmpty() && !lines.get(i).isBlank();
      }
    }
    if (lines.isEmpty() || !lines.getFirst().startsWith("# ")) {
      throw new Unreadable(1, "a spec begins with \"# \" and the behaviour in one sentence");
    }
    if (!explained) {
      throw new Unreadable(2, "say why in a line between the title and the first block");
    }
    return new Spec(lines.getFirst().substring(2).strip(), blocks);
  }

  private static int end(List<String> lines, int start) {
    for (int i = start + 1; i < lines.size(); i++) {
      if (lines.get(i).equals("```")) {
        return i;
      }
    }
    throw new Unreadable(start + 1, "the block has no end");
  }

  private static Block block(List<String> lines, int start, int end) {
    String info = lines.get(start).substring(3).strip();
    String text = String.join("\n", lines.subList(start + 1, end));
    for (Use use : Use.values()) {
      if (info.equals(use.info) && !use.named) {
        return new Block(use, "", start + 1, text);
      }
      if (use.named && info.startsWith(use.info + " ")) {
        return new Block(use, info.substring(use.info.length() + 1), start + 1, text);
      }
    }
    throw new Unreadable(start + 1, "\"" + info + "\" is no block of a spec");
  }

  List<Block> blocks(Use use) {
    return blocks.stream().filter(block -> block.use() == use).toList();
  }

  /** The first block of this type. */
  Block first(Use use) {
    return blocks(use).stream()
        .findFirst()
        .orElseThrow(() -> new Unreadable(1, "a spec has a block \"" + use.info + "\""));
  }

  /** Whether there is a block of one of these types. */
  boolean has(Use... uses) {
    return blocks.stream().anyMatch(block -> List.of(uses).contains(block.use()));
  }
}
