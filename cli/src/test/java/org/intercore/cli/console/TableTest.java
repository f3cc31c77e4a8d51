package org.intercore.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TableTest {
  private final Table table = new Table().row("a", 1, 2).row("long", 333, "");

  @Test
  void alignsNumbersToTheRight() {
    assertThat(table.render().lines()).containsExactly("a       1  2", "long  333");
  }

  @Test
  void alignsTextToTheLeft() {
    assertThat(table.renderLeft().lines()).containsExactly("a     1    2", "long  333");
  }
}
