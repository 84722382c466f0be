package org.wordsight.jobs.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TestHeld {
  private final Held held = new Held();
  private final List<String> released = new ArrayList<>();

  private final class First implements Held.Thing {
    @Override
    public void release() {
      released.add("first");
    }
  }

  private final class Second implements Held.Thing {
    @Override
    public void release() {
      released.add("second");
      throw new IllegalStateException("of the second");
    }
  }

  @Test
  void makesOneThingOfAKind() {
    First first = held.get(First.class, First::new);
    assertThat(held.get(First.class, First::new)).isSameAs(first);
    assertThat(held.get(Second.class, Second::new)).isNotNull();
    assertThat(held.get(First.class, First::new)).isSameAs(first);
  }

  @Test
  void releasesTheLatestFirstAndAllWhereOneFails() {
    First first = held.get(First.class, First::new);
    held.get(Second.class, Second::new);
    assertThatThrownBy(held::release).hasMessage("of the second");
    assertThat(released).containsExactly("second", "first");
    assertThat(held.get(First.class, First::new)).as("it stays").isSameAs(first);
  }

  @Test
  void makesAThingThatNeedsAnother() {
    held.get(Second.class, () -> held.get(First.class, First::new) == null ? null : new Second());
    assertThatThrownBy(held::release).hasMessage("of the second");
    assertThat(released).as("the needed one last").containsExactly("second", "first");
  }
}
