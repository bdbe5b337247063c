package io.github.auroraproxy.customresource;

import java.util.Random;

/**
 * Where generated tests start from: the seed of the build or, if that is empty, another one in
 * every run. It is printed, so that {@code -Dseed=} leads there again.
 */
public final class Seed {

  private Seed() {}

  /**
   * @param purpose what the numbers are for, for the line that is printed
   */
  public static Random random(String purpose) {
    String given = System.getProperty("seed", "");
    long seed = given.isEmpty() ? System.nanoTime() : Long.parseLong(given);
    System.out.printf("-Dseed=%d repeats: %s%n", seed, purpose);
    return new Random(seed);
  }
}
