package io.github.auroraproxy.operations.metrics;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code 30m}, {@code 1h} or {@code 7d}. */
final class SinceConverter implements ITypeConverter<Duration> {

  private static final Pattern LENGTH = Pattern.compile("([1-9][0-9]{0,4})([mhd])");
  private static final Map<String, Duration> UNITS =
      Map.of("m", Duration.ofMinutes(1), "h", Duration.ofHours(1), "d", Duration.ofDays(1));

  @Override
  public Duration convert(String text) {
    Matcher length = LENGTH.matcher(text);
    if (!length.matches()) {
      throw new TypeConversionException(
          "'" + text + "' is no length of time; use minutes, hours or days: 30m, 1h, 7d");
    }
    return UNITS.get(length.group(2)).multipliedBy(Long.parseLong(length.group(1)));
  }
}
