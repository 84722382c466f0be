package org.wordsight.jobs.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.wordsight.tensor.Device;

class TestGpuMachine {
  @Test
  void asksForTheGpuByItsPlaceOnTheBus() {
    assertThat(GpuMachine.command("memory.used", "0000:3b:00.0"))
        .containsExactly(
            "nvidia-smi",
            "--query-gpu=memory.used",
            "--format=csv,noheader,nounits",
            "--id=0000:3b:00.0");
  }

  @Test
  void saysNothingAboutACpu() {
    assertThat(GpuMachine.usedMebibytes(Device.CPU)).isEmpty();
    assertThat(GpuMachine.name(Device.CPU)).isEmpty();
  }
}
