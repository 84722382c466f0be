package org.wordsight.synthesis;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.wordsight.prompt.Axis;
import org.wordsight.synthesis.AxisSampler.Use;

class TestAxisSampler {
  private static final Axis TONE =
      new Axis("tone", List.of("calm", "urgent", "sad"), List.of(2.0, 1.0, 1.0));
  private static final Axis SETTING =
      new Axis("setting", List.of("home", "street"), List.of(1.0, 1.0));
  private static final AxisSampler SAMPLER = new AxisSampler(List.of(TONE, SETTING), 42);

  @Test
  void drawsEachValueAsOftenAsItsWeightSays() {
    Map<String, Integer> counts = new HashMap<>();
    for (int group = 0; group < 8_000; group++) {
      counts.merge(SAMPLER.draw(group).get("tone"), 1, Integer::sum);
    }
    assertThat(counts.get("calm")).isBetween(3_800, 4_200);
    assertThat(counts.get("urgent")).isBetween(1_850, 2_150);
    assertThat(counts.get("sad")).isBetween(1_850, 2_150);
  }

  @Test
  void drawsOneAxisIndependentlyOfTheOther() {
    AxisSampler alone = new AxisSampler(List.of(SETTING), 42);
    int together = 0;
    for (int group = 0; group < 4_000; group++) {
      Map<String, String> drawn = SAMPLER.draw(group);
      assertThat(drawn).containsEntry("setting", alone.draw(group).get("setting"));
      boolean both = drawn.get("tone").equals("calm") && drawn.get("setting").equals("home");
      together += both ? 1 : 0;
    }
    assertThat(together).isBetween(900, 1_100);
  }

  @Test
  void drawsDifferentlyWithAnotherSeed() {
    AxisSampler other = new AxisSampler(SAMPLER.axes(), 43);
    long equal = 0;
    for (int group = 0; group < 1_000; group++) {
      equal += SAMPLER.draw(group).equals(other.draw(group)) ? 1 : 0;
    }
    assertThat(equal).isLessThan(400);
  }

  @Test
  void drawsAValueLessOftenIfItBringsFewerNewQuestions() {
    List<Use> uses =
        List.of(
            new Use("tone", "calm", 1_000, 100),
            new Use("tone", "urgent", 500, 480),
            new Use("tone", "sad", 500, 420),
            new Use("other", "calm", 9, 0));

    // On average half of 2,000 candidates survive. Of calm (100 + 10) of (1,000 + 20) do.
    assertThat(SAMPLER.after(uses).axes().get(0).weights()).containsExactly(2 * 0.2157, 1.0, 1.0);
    assertThat(SAMPLER.after(uses).axes().get(1)).isEqualTo(SETTING);
  }

  @Test
  void neverStopsAskingForAValue() {
    List<Use> uses =
        List.of(new Use("tone", "calm", 100_000, 0), new Use("tone", "sad", 100_000, 90_000));

    assertThat(SAMPLER.after(uses).axes().get(0).weights()).containsExactly(0.2, 1.0, 1.0);
  }

  @Test
  void keepsTheWeightsIfNothingWasMeasuredOrKept() {
    assertThat(SAMPLER.after(List.of())).isEqualTo(SAMPLER);
    assertThat(SAMPLER.after(List.of(new Use("tone", "sad", 50, 0)))).isEqualTo(SAMPLER);
  }

  @Test
  void isTheSameAfterItWasLogged() throws IOException {
    ObjectMapper json = new ObjectMapper();
    AxisSampler weighted =
        SAMPLER.after(List.of(new Use("tone", "sad", 30, 1), new Use("tone", "calm", 30, 30)));

    assertThat(json.readValue(json.writeValueAsString(weighted), AxisSampler.class))
        .isEqualTo(weighted);
  }

  @Test
  void drawsNothingWithoutAxes() {
    assertThat(AxisSampler.none().draw(3)).isEmpty();
  }
}
