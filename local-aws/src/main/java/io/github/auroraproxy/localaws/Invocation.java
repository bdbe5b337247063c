package io.github.auroraproxy.localaws;

import java.util.Optional;

/**
 * How a function answered.
 *
 * @param payload what it returned, JSON; absent if it failed
 * @param errorType the class of what it threw, absent if it succeeded
 * @param errorMessage the message, which CloudFormation would show; absent if it succeeded
 */
public record Invocation(
    Optional<String> payload, Optional<String> errorType, Optional<String> errorMessage) {

  static Invocation succeeded(String payload) {
    return new Invocation(Optional.of(payload), Optional.empty(), Optional.empty());
  }

  static Invocation failed(String errorType, String errorMessage) {
    return new Invocation(Optional.empty(), Optional.of(errorType), Optional.of(errorMessage));
  }
}
