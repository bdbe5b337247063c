package io.github.auroraproxy.operations.doctor;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Optional;

/**
 * The result of a check.
 *
 * @param check the heading of the check
 * @param verdict how bad it is
 * @param evidence what the check saw
 * @param remedy what to do; empty where nothing is to be done
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
record Finding(String check, Verdict verdict, String evidence, Optional<String> remedy) {

  static Finding ok(String check, String evidence) {
    return new Finding(check, Verdict.OK, evidence, Optional.empty());
  }

  static Finding skipped(String check, String evidence) {
    return new Finding(check, Verdict.SKIPPED, evidence, Optional.empty());
  }

  static Finding skipped(String check, String evidence, String remedy) {
    return new Finding(check, Verdict.SKIPPED, evidence, Optional.of(remedy));
  }

  static Finding warning(String check, String evidence, String remedy) {
    return new Finding(check, Verdict.WARNING, evidence, Optional.of(remedy));
  }

  static Finding problem(String check, String evidence, String remedy) {
    return new Finding(check, Verdict.PROBLEM, evidence, Optional.of(remedy));
  }
}
