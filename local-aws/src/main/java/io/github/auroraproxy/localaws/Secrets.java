package io.github.auroraproxy.localaws;

import java.security.SecureRandom;
import java.util.Base64;

/** Secrets that are made anew for each server. */
final class Secrets {

  private static final int BYTES = 24;
  private static final SecureRandom RANDOM = new SecureRandom();

  private Secrets() {}

  /** 32 letters, digits, {@code -} and {@code _}, of 192 random bits. */
  static String random() {
    byte[] bytes = new byte[BYTES];
    RANDOM.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
