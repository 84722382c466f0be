package org.wordsight.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TestScope {
  private final int before = LiveTensors.count();

  @Test
  void countsOpenTensorsAndFreesThemWhenClosed() {
    try (Scope scope = Device.CPU.scope()) {
      scope.floats(new float[] {1, 2}, 2);
      Scope inner = scope.child();
      inner.longs(new long[] {3}, 1);
      assertThat(LiveTensors.count()).isEqualTo(before + 2);
      inner.close();
      assertThat(LiveTensors.count()).isEqualTo(before + 1);
      inner = scope.child();
      inner.number(4);
      assertThat(LiveTensors.count()).isEqualTo(before + 2);
    }
    assertThat(LiveTensors.count()).as("the scope inside is closed too").isEqualTo(before);
  }

  @Test
  void freesATensorThatIsClosedBeforeItsScope() {
    try (Scope scope = Device.CPU.scope()) {
      Tensor x = scope.floats(new float[] {1}, 1);
      x.close();
      assertThat(LiveTensors.count()).isEqualTo(before);
      assertThatThrownBy(x::toFloat).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void keepsTheTensorsOfAListUntilTheListsOwnScopeCloses() {
    try (Scope scope = Device.CPU.scope();
        Kernels kernels = Kernels.load(Device.CPU, Map.of("factor", "2."), "probe.py")) {
      TensorList list;
      try (Scope inner = scope.child()) {
        list = scope.list(List.of(inner.floats(new float[] {5, 6}, 2)));
      }
      assertThat(kernels.inferAll(scope, "listed", list).get(0).toFloats()).containsExactly(5, 6);
    }
  }
}
