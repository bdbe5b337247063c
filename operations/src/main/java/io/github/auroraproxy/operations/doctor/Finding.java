package io.github.auroraproxy.operations.doctor;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * One thing that was looked at.
 *
 * @param check what was looked at, in a few words
 * @param evidence what was seen
 * @param remedy what to do; null where nothing is to be done
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Finding(String check, Verdict verdict, String evidence, String remedy) {

  static Finding ok(String check, String evidence) {
    return new Finding(check, Verdict.OK, evidence, null);
  }

  static Finding skipped(String check, String evidence, String remedy) {
    return new Finding(check, Verdict.SKIPPED, evidence, remedy);
  }

  static Finding warning(String check, String evidence, String remedy) {
    return new Finding(check, Verdict.WARNING, evidence, remedy);
  }

  static Finding problem(String check, String evidence, String remedy) {
    return new Finding(check, Verdict.PROBLEM, evidence, remedy);
  }
}
