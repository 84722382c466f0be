package org.wordsight.tensor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TestCudart {
  /** A library with two GPUs, of which the first is chosen. */
  private static final class TwoGpus implements Cudart {
    private final Map<Integer, Integer> attributes =
        Map.of(CAPABILITY_MAJOR, 9, CAPABILITY_MINOR, 0, MULTIPROCESSORS, 132);
    private final List<Pointer> events = new ArrayList<>();
    private int chosen;
    private int failure;

    @Override
    public int cudaGetDevice(IntByReference device) {
      device.setValue(chosen);
      return 0;
    }

    @Override
    public int cudaSetDevice(int device) {
      if (device > 1) {
        return 101;
      }
      chosen = device;
      return 0;
    }

    @Override
    public int cudaMemGetInfo(LongByReference free, LongByReference total) {
      free.setValue(7_000_000_000L + chosen);
      total.setValue(80_000_000_000L);
      return failure;
    }

    @Override
    public int cudaDeviceGetAttribute(IntByReference value, int attribute, int device) {
      value.setValue(attributes.get(attribute));
      return device > 1 ? 101 : 0;
    }

    @Override
    public int cudaDeviceGetPCIBusId(byte[] id, int length, int device) {
      byte[] text = "0000:3%X:00.0".formatted(10 + device).getBytes(UTF_8);
      System.arraycopy(text, 0, id, 0, text.length);
      return device > 1 ? 101 : 0;
    }

    /** The address of an event is the number of the GPU, from 1. */
    @Override
    public int cudaEventCreateWithFlags(PointerByReference event, int flags) {
      events.add(new Pointer(chosen + 1));
      event.setValue(new Pointer(chosen + 1));
      return flags == QUIET_EVENT ? 0 : 1;
    }

    @Override
    public int cudaEventRecord(Pointer event, Pointer stream) {
      return stream == null && event.equals(new Pointer(chosen + 1)) ? failure : 400;
    }

    @Override
    public int cudaEventSynchronize(Pointer event) {
      return events.contains(event) ? failure : 400;
    }

    @Override
    public int cudaEventDestroy(Pointer event) {
      return events.remove(event) ? 0 : 400;
    }

    @Override
    public String cudaGetErrorName(int error) {
      return "error " + error;
    }
  }

  private final TwoGpus cudart = new TwoGpus();

  @Test
  void namesThePlaceOfAGpu() {
    assertThat(Cudart.busId(cudart, 1)).contains("0000:3B:00.0");
    assertThat(Cudart.busId(cudart, 2)).isEmpty();
    assertThat(Device.CPU.busId()).isEmpty();
  }

  @Test
  void readsTheMemoryOfAGpuAndKeepsTheChosenGpu() {
    assertThat(Cudart.memory(cudart, 1))
        .contains(new DeviceMemory(7_000_000_001L, 80_000_000_000L));
    assertThat(cudart.chosen).isZero();
  }

  @Test
  void hasNoAnswerAboutAMissingOrFailingGpu() {
    assertThat(Cudart.memory(cudart, 2)).isEmpty();
    assertThat(Cudart.kind(cudart, 2)).isEmpty();
    cudart.failure = 2;
    assertThat(Cudart.memory(cudart, 1)).isEmpty();
    assertThat(cudart.chosen).isZero();
  }

  @Test
  void marksTheWorkOfAGpuAndKeepsTheChosenGpu() {
    assertThat(Cudart.event(cudart, 1)).contains(new Pointer(2));
    assertThat(cudart.chosen).isZero();
    assertThat(cudart.events).containsExactly(new Pointer(2));
    assertThat(Cudart.failure(cudart, new Pointer(2))).isEmpty();
    assertThat(cudart.events).as("freed").isEmpty();
  }

  @Test
  void freesAnEventThatFails() {
    assertThat(Cudart.event(cudart, 2)).isEmpty();
    cudart.failure = 700;
    assertThat(Cudart.event(cudart, 0)).isEmpty();
    assertThat(cudart.events).isEmpty();
    cudart.events.add(new Pointer(1));
    assertThat(Cudart.failure(cudart, new Pointer(1))).contains("error 700");
    assertThat(cudart.events).isEmpty();
  }

  @Test
  void distinguishesKindsOfGpus() {
    assertThat(Cudart.kind(cudart, 0)).contains("compute capability 9.0, 132 multiprocessors");
    assertThat(Cudart.computeCapability(cudart, 0)).contains(90);
    assertThat(Cudart.computeCapability(cudart, 2)).isEmpty();
  }
}
