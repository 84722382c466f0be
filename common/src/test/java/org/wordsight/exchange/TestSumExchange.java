package org.wordsight.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TestSumExchange {
  private static final int SIZE = 70_001;

  private static ByteBuffer direct(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }

  private static float[] leaf(int round, int number) {
    Random random = new Random(31L * round + number);
    float[] values = new float[SIZE];
    for (int i = 0; i < SIZE; i++) {
      values[i] = (float) (random.nextGaussian() * Math.pow(10, random.nextInt(9)));
    }
    return values;
  }

  private static float[] sum(int round, int from, int count) {
    if (count == 1) {
      return leaf(round, from);
    }
    float[] left = sum(round, from, count / 2);
    float[] right = sum(round, from + count / 2, count / 2);
    for (int i = 0; i < SIZE; i++) {
      left[i] += right[i];
    }
    return left;
  }

  private static float[] floats(ByteBuffer bytes) {
    FloatBuffer view = bytes.duplicate().order(ByteOrder.nativeOrder()).asFloatBuffer();
    float[] values = new float[view.remaining()];
    view.get(values);
    return values;
  }

  private static List<ByteBuffer> parts(Gang gang, int leaves, int round) {
    List<ByteBuffer> own = new ArrayList<>();
    for (SumTree.Part part : SumExchange.parts(gang, leaves)) {
      ByteBuffer memory = direct(4 * SIZE);
      memory.asFloatBuffer().put(sum(round, part.start(), part.leaves()));
      own.add(memory);
    }
    return own;
  }

  private static List<float[]> twoRounds(Gang gang, int leaves) {
    SumExchange exchange =
        new SumExchange(gang, Blocks.of(SIZE, gang.size()), leaves, TestSumExchange::direct);
    List<float[]> sums = new ArrayList<>();
    for (int round = 0; round < 2; round++) {
      List<ByteBuffer> own = parts(gang, leaves, round);
      exchange.begin(own, true, "step " + round + " awaited its gradients");
      exchange.ready(50_000);
      exchange.ready(49_999);
      exchange.ready(0);
      exchange.await();
      sums.add(floats(own.get(exchange.result())));
    }
    gang.barrier();
    return sums;
  }

  @Test
  void givesTheSameBitsToEveryoneForAnyNumberOfWorkers() {
    List<float[]> expected = List.of(sum(0, 0, 8), sum(1, 0, 8));
    for (int workers : new int[] {1, 2, 3, 4, 8}) {
      for (List<float[]> sums : Gangs.run(workers, gang -> twoRounds(gang, 8))) {
        for (int round = 0; round < 2; round++) {
          assertThat(sums.get(round)).as("%d workers", workers).isEqualTo(expected.get(round));
        }
      }
    }
  }

  @Test
  void leavesTheSumWithItsOwnersAndSpreadsTheirResults() {
    float[] sum = sum(0, 0, 4);
    float[] doubled = new float[SIZE];
    for (int i = 0; i < SIZE; i++) {
      doubled[i] = 2 * sum[i];
    }
    List<float[]> results =
        Gangs.run(
            3,
            gang -> {
              Blocks blocks = Blocks.of(SIZE, 3);
              SumExchange exchange = new SumExchange(gang, blocks, 4, TestSumExchange::direct);
              List<ByteBuffer> own = parts(gang, 4, 0);
              exchange.begin(own, false, "step 1 awaited its gradients");
              exchange.ready(0);
              exchange.await();
              FloatBuffer summed =
                  own.get(exchange.result()).order(ByteOrder.nativeOrder()).asFloatBuffer();
              ByteBuffer vector = direct(4 * SIZE);
              FloatBuffer made = vector.asFloatBuffer();
              for (int block = gang.rank(); block < blocks.count(); block += 3) {
                for (int i = 0; i < blocks.length(block); i++) {
                  int place = blocks.start(block) + i;
                  made.put(place, 2 * summed.get(place));
                }
              }
              exchange.spread(vector, "step 1 awaited its weights");
              gang.barrier();
              return floats(vector);
            });
    assertThat(results).allSatisfy(vector -> assertThat(vector).isEqualTo(doubled));
  }

  @Test
  void copiesVectorsToMembersWithoutThem() {
    List<float[]> results =
        Gangs.run(
            4,
            gang -> {
              List<ByteBuffer> vectors = List.of(direct(4 * SIZE), direct(4 * SIZE));
              if (gang.rank() == 2) {
                vectors.get(1).asFloatBuffer().put(leaf(0, 0));
              }
              VectorCopy.run(gang, 2, Set.of(0, 3), vectors);
              gang.barrier();
              return floats(vectors.get(1));
            });
    assertThat(results.get(0)).isEqualTo(leaf(0, 0));
    assertThat(results.get(1)).isEqualTo(new float[SIZE]);
    assertThat(results.get(3)).isEqualTo(leaf(0, 0));
  }
}
