package io.github.auroraproxy.commandline;

import java.time.Duration;

/** Waits between two readings or two statements. */
@FunctionalInterface
public interface Pause {

  /**
   * @throws InterruptedException if waiting is to end, and the command with it
   */
  void sleep(Duration length) throws InterruptedException;
}
