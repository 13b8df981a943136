package com.example.worker;

import java.util.ArrayList;
import java.util.List;

/** A PDF with one page of plain lines, as long as they need. */
final class Pdf {
  private static final int WIDTH = 420;
  private static final int MARGIN = 36;
  private static final int LINE = 14;

  private final StringBuilder file = new StringBuilder("%PDF-1.4\n");
  private final List<Integer> offsets = new ArrayList<>();

  private Pdf() {}

  /** The file, in ISO 8859-1. */
  static String of(List<String> lines) {
    var pdf = new Pdf();
    int height = 2 * MARGIN + LINE * lines.size();
    pdf.object("<< /Type /Catalog /Pages 2 0 R >>");
    pdf.object("<< /Type /Pages /Kids [3 0 R] /Count 1 >>");
    pdf.object(
        """
        << /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d]
        /Resources << /Font << /F 4 0 R >> >> /Contents 5 0 R >>\
        """
            .formatted(WIDTH, height));
    pdf.object("<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>");
    String content = content(lines, height - MARGIN);
    pdf.object("<< /Length %d >>\nstream\n%s\nendstream".formatted(content.length(), content));
    return pdf.end();
  }

  private static String content(List<String> lines, int top) {
    var content = new StringBuilder("BT /F 10 Tf %d TL %d %d Td".formatted(LINE, MARGIN, top));
    for (String line : lines) {
      content.append("\n(").append(line.replaceAll("[\\\\()]", "\\\\$0")).append(") '");
    }
    return content.append("\nET").toString();
  }

  private void object(String text) {
    offsets.add(file.length());
    file.append("%d 0 obj\n%s\nendobj\n".formatted(offsets.size(), text));
  }

  private String end() {
    int table = file.length();
    int size = offsets.size() + 1;
    file.append("xref\n0 %d\n0000000000 65535 f \n".formatted(size));
    offsets.forEach(it -> file.append("%010d 00000 n \n".formatted(it)));
    return file.append("trailer\n<< /Size %d /Root 1 0 R >>\n".formatted(size))
        .append("startxref\n%d\n%%%%EOF\n".formatted(table))
        .toString();
  }
}
