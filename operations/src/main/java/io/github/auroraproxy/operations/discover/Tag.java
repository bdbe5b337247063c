package io.github.auroraproxy.operations.discover;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A tag as {@code KEY=VALUE}. */
record Tag(String key, String value) {

  static Tag of(String text) {
    int separator = text.indexOf('=');
    if (separator < 1) {
      throw new TypeConversionException("'" + text + "' is not a KEY=VALUE, such as team=orders.");
    }
    return new Tag(text.substring(0, separator), text.substring(separator + 1));
  }

  @Override
  public String toString() {
    return key + "=" + value;
  }

  /** Reads a tag from the command line. */
  static final class Converter implements ITypeConverter<Tag> {

    @Override
    public Tag convert(String text) {
      return of(text);
    }
  }
}
