package io.github.auroraproxy.customresource;

import java.util.List;
import java.util.stream.IntStream;

/** Whether tests that take a sample take everything: the property {@code thorough} of the build. */
public final class Thorough {

  private Thorough() {}

  /** Whether this build takes everything. */
  public static boolean isOn() {
    return Boolean.getBoolean("thorough");
  }

  /** Everything, or every n-th element and the last one. */
  static <T> List<T> sample(List<T> all, int n) {
    return IntStream.range(0, all.size())
        .filter(i -> isOn() || i % n == 0 || i == all.size() - 1)
        .mapToObj(all::get)
        .toList();
  }
}
