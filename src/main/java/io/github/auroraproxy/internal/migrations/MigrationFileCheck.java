package io.github.auroraproxy.internal.migrations;

import io.github.auroraproxy.internal.Guard;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Checks a migration file at synth, so that it does not fail in the middle of a deployment. */
final class MigrationFileCheck {

  private static final Pattern SETTING =
      Pattern.compile("\\s*(#.*)?|\\s*executeInTransaction\\s*=\\s*(true|false)\\s*");

  private final Guard guard;
  private final String file;

  /**
   * @param guard of the directory
   * @param file its path in the directory
   */
  MigrationFileCheck(Guard guard, String file) {
    this.guard = guard;
    this.file = file;
  }

  /** Checks SQL: UTF-8, at least one statement, and nothing for psql. */
  void script(byte[] content) {
    SqlScript script = new SqlScript(text(content));
    script
        .psqlCommand()
        .ifPresent(
            command ->
                refuse(
                    command.line(),
                    "is the psql command '"
                        + command.name()
                        + "', which PostgreSQL does not know; delete the line, as pg_dump's"
                        + " \\restrict, or put SQL in its place"));
    guard.check(!script.isEmpty(), file, "holds no statement; write one, or delete the file");
  }

  /** Checks the settings of a script. */
  void settings(byte[] content) {
    String[] lines = text(content).split("\n", -1);
    for (int i = 0; i < lines.length; i++) {
      if (!SETTING.matcher(lines[i].strip()).matches()) {
        refuse(
            i + 1,
            "is none of the settings that a script may have; write executeInTransaction=true or"
                + " executeInTransaction=false");
      }
    }
  }

  private String text(byte[] content) {
    for (int i = 0; i < content.length; i++) {
      if (content[i] == 0) {
        refuse(
            line(content, i),
            "holds a zero byte, as UTF-16 does and PostgreSQL refuses; save the file as UTF-8");
      }
    }
    ByteBuffer bytes = ByteBuffer.wrap(content);
    CharBuffer text = CharBuffer.allocate(content.length + 1);
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    CoderResult result = decoder.decode(bytes, text, true);
    if (result.isError()) {
      refuse(
          line(content, bytes.position()),
          "holds the byte 0x%02X, which is not UTF-8, but may be Latin-1; save the file as UTF-8"
              .formatted(content[bytes.position()]));
    }
    String decoded = text.flip().toString();
    // Flyway passes over a byte order mark of UTF-8.
    return decoded.startsWith("\uFEFF") ? decoded.substring(1) : decoded;
  }

  private static int line(byte[] content, int end) {
    int line = 1;
    for (int i = 0; i < end; i++) {
      if (content[i] == '\n') {
        line++;
      }
    }
    return line;
  }

  private void refuse(int line, String complaint) {
    guard.check(false, file + " line " + line, complaint);
  }
}
