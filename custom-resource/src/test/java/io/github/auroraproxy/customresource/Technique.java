package io.github.auroraproxy.customresource;

/** A way to plant code or state, which is tried again before every run of the function. */
@FunctionalInterface
interface Technique {

  /** Plants what the attacker can; what PostgreSQL refuses is left out. */
  void plant(Attacker attacker);
}
