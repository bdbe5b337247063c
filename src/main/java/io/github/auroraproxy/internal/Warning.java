package io.github.auroraproxy.internal;

import software.amazon.awscdk.Annotations;
import software.constructs.Construct;

/** Warnings at synth; {@code acknowledgeWarning("aurora-proxy:ID")} silences one. */
public final class Warning {

  private Warning() {}

  /** Warns on a construct in one sentence, with the fix at its end. */
  public static void on(Construct construct, String id, String sentence) {
    Annotations.of(construct).addWarningV2("aurora-proxy:" + id, sentence);
  }
}
