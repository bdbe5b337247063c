package io.github.auroraproxy.operations.doctor;

/** How bad a finding is, from best to worst. */
enum Verdict {
  OK("green"),
  /** Could not be looked at. */
  SKIPPED("faint"),
  /** Works, but is not as it should be. */
  WARNING("yellow"),
  /** Keeps somebody from connecting. */
  PROBLEM("bold,red");

  private final String style;

  Verdict(String style) {
    this.style = style;
  }

  String style() {
    return style;
  }
}
