package io.github.auroraproxy.test;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The order in which CloudFormation goes from one template to another: what is new or changed comes
 * after all that it needs in the template to come, and what is gone is deleted at the end, before
 * what it needed.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-dependson.html">DependsOn
 *     attribute</a>
 */
record UpdateOrder(SynthesizedTemplate before, SynthesizedTemplate after) {

  /**
   * @param eager the type of the resources that are changed as early as they may be; CloudFormation
   *     changes whatever waits for nothing at once, in an order of its own
   */
  List<String> changes(String eager) {
    Set<String> order = new LinkedHashSet<>();
    after.all(eager).forEach(resource -> visit(after, resource.getKey(), order));
    ids(after).forEach(id -> visit(after, id, order));
    order.removeIf(id -> after.resource(id).equals(before.resource(id)) || sameProperties(id));
    return List.copyOf(order);
  }

  /** Dependencies are no part of a resource: to depend on something else changes nothing. */
  private boolean sameProperties(String id) {
    return before.resource(id) != null
        && after.resource(id).path("Properties").equals(before.resource(id).path("Properties"));
  }

  List<String> cleanUp() {
    Set<String> order = new LinkedHashSet<>();
    ids(before).forEach(id -> visit(before, id, order));
    order.removeIf(id -> after.resource(id) != null);
    List<String> reversed = new ArrayList<>(order);
    Collections.reverse(reversed);
    return reversed;
  }

  private static List<String> ids(SynthesizedTemplate template) {
    List<String> ids = new ArrayList<>();
    template.json().get("Resources").fieldNames().forEachRemaining(ids::add);
    return ids;
  }

  private static void visit(SynthesizedTemplate template, String id, Set<String> order) {
    if (!order.contains(id)) {
      template.needsOf(id).forEach(need -> visit(template, need, order));
      order.add(id);
    }
  }
}
