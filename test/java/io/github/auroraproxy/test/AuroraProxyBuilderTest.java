package io.github.auroraproxy.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.auroraproxy.constructs.AuroraProxy;
import io.github.auroraproxy.constructs.AuroraProxyProps;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The builder of a proxy has a setter for each property, and no other. */
class AuroraProxyBuilderTest {

  private static final Set<String> NO_SETTERS = Set.of("create", "build");

  @Test
  void itHasExactlyTheSettersOfTheProperties() {
    Set<String> setters =
        Arrays.stream(AuroraProxy.Builder.class.getMethods())
            .filter(method -> method.getDeclaringClass() != Object.class)
            .map(Method::getName)
            .filter(name -> !NO_SETTERS.contains(name))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(setters).isEqualTo(properties());
  }

  @Test
  void eachSetterTakesOneValueAndReturnsTheBuilder() {
    assertThat(
            Stream.of(AuroraProxy.Builder.class.getMethods())
                .filter(method -> properties().contains(method.getName()))
                .filter(method -> !method.isBridge()))
        .allSatisfy(
            setter -> {
              assertThat(setter.getParameterCount()).as(setter.getName()).isEqualTo(1);
              assertThat(setter.getReturnType().isAssignableFrom(AuroraProxy.Builder.class))
                  .as(setter.getName())
                  .isTrue();
            });
  }

  private static Set<String> properties() {
    return Arrays.stream(AuroraProxyProps.class.getMethods())
        .filter(method -> method.getParameterCount() == 0)
        .map(Method::getName)
        .filter(name -> name.matches("(get|is)[A-Z].*"))
        .map(name -> name.replaceFirst("^(get|is)", ""))
        .map(name -> Character.toLowerCase(name.charAt(0)) + name.substring(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
