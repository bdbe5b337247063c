package io.github.auroraproxy.customresource.plan;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The version of a migration, which Flyway compares by its numbers: 1, 01 and 1.0 are the same.
 *
 * @param numbers without zeros at the end
 */
record Version(List<BigInteger> numbers) implements Comparable<Version> {

  private static final Pattern FORM = Pattern.compile("[0-9]{1,50}(\\.[0-9]{1,50})*");

  /** Whether the text is a version. */
  static boolean isValid(String text) {
    return FORM.matcher(text).matches();
  }

  /**
   * @param text numbers with dots between them, as in Flyway's history
   */
  static Version of(String text) {
    List<BigInteger> numbers =
        Arrays.stream(text.split("\\.")).map(BigInteger::new).collect(Collectors.toList());
    while (numbers.size() > 1 && numbers.get(numbers.size() - 1).signum() == 0) {
      numbers.remove(numbers.size() - 1);
    }
    return new Version(List.copyOf(numbers));
  }

  @Override
  public int compareTo(Version other) {
    for (int i = 0; i < Math.max(numbers.size(), other.numbers.size()); i++) {
      int compared = number(numbers, i).compareTo(number(other.numbers, i));
      if (compared != 0) {
        return compared;
      }
    }
    return 0;
  }

  private static BigInteger number(List<BigInteger> numbers, int index) {
    return index < numbers.size() ? numbers.get(index) : BigInteger.ZERO;
  }

  @Override
  public String toString() {
    return numbers.stream().map(BigInteger::toString).collect(Collectors.joining("."));
  }
}
