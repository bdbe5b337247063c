package io.github.auroraproxy.commandline;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import com.github.freva.asciitable.OverflowBehaviour;
import java.util.List;
import java.util.stream.Collectors;

/** Tables in plain text. */
public final class Tables {

  private static final int WIDEST_COLUMN = 100;

  private Tables() {}

  /** Two columns without a heading: what it is, and its value. */
  public static String pairs(List<List<String>> rows) {
    return text(AsciiTable.NO_BORDERS, List.of("", ""), rows);
  }

  /** Rows under headings. */
  public static String rows(List<String> headings, List<List<String>> rows) {
    return text(AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS_NO_OUTSIDE_BORDER, headings, rows);
  }

  private static String text(Character[] border, List<String> headings, List<List<String>> rows) {
    Column[] columns =
        headings.stream()
            .map(
                heading ->
                    new Column()
                        .header(heading.isEmpty() ? null : heading)
                        .headerAlign(HorizontalAlign.LEFT)
                        .dataAlign(HorizontalAlign.LEFT)
                        .maxWidth(WIDEST_COLUMN, OverflowBehaviour.NEWLINE))
            .toArray(Column[]::new);
    Object[][] cells = rows.stream().map(List::toArray).toArray(Object[][]::new);
    return AsciiTable.builder()
        .border(border)
        .data(columns, cells)
        .asString()
        .lines()
        .map(String::stripTrailing)
        .collect(Collectors.joining(System.lineSeparator()));
  }
}
