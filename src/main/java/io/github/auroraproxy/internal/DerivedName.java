package io.github.auroraproxy.internal;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Names that are derived from other names. */
public final class DerivedName {

  private static final int HASH_LENGTH = 8;

  private DerivedName() {}

  /**
   * A name and what follows it. If both are too long together, the name is shortened and gets a
   * hash of the whole, so that two names that begin alike stay apart. Of a name that is known at
   * deployment only the length is unknown, and it is left as it is.
   *
   * @param suffix kept as it is, shorter than {@code most} by the hash and more
   */
  public static String of(String name, String suffix, int most) {
    String whole = name + suffix;
    if (whole.length() <= most || !Known.text(name)) {
      return whole;
    }
    String head = name.substring(0, most - suffix.length() - HASH_LENGTH - 1);
    return head.replaceFirst("-+$", "") + "-" + hash(whole) + suffix;
  }

  /**
   * A legal name in place of one that a look-up has yet to find: it gets CDK and its validation
   * through the first synth, and is in no template that is deployed.
   */
  public static String whilePending(String name) {
    return Known.isPending(name) ? "pending-" + hash(name) : name;
  }

  private static String hash(String text) {
    byte[] digest = Sha256.digest().digest(text.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(digest).substring(0, HASH_LENGTH);
  }
}
