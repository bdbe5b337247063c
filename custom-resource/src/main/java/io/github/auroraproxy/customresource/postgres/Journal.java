package io.github.auroraproxy.customresource.postgres;

import io.github.auroraproxy.customresource.failure.ForeignText;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Records what a run changed in the cluster, one sentence for each change, in the order in which it
 * happened.
 */
public final class Journal {

  private final List<String> changes = new ArrayList<>();
  private final Consumer<String> info;
  private final Consumer<String> warning;

  /**
   * @param info takes a line for every change
   * @param warning takes what should be looked at
   */
  public Journal(Consumer<String> info, Consumer<String> warning) {
    this.info = info;
    this.warning = warning;
  }

  /** Something that was done. */
  public void changed(String change) {
    String visible = ForeignText.visible(change);
    changes.add(visible);
    info.accept(visible);
  }

  /** How far a long change has come; not a change of its own. */
  public void progress(String line) {
    info.accept(ForeignText.visible(line));
  }

  /** Something that a person should look at, and that does not stop the run. */
  public void warn(String text) {
    warning.accept(ForeignText.visible(text));
  }

  /** Every change so far. */
  public List<String> changes() {
    return List.copyOf(changes);
  }
}
