package org.wordsight.teacher.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestEndpoint {

  @ParameterizedTest
  @CsvSource({
    "https://host.example/v1, https://host.example/v1/chat/completions",
    "http://[::1]:8000/v1, http://[::1]:8000/v1/chat/completions",
    "https://host.example/openai/deployments/d?api-version=2024-10-21, https://host.example/openai/deployments/d/chat/completions?api-version=2024-10-21"
  })
  void addsThePathBeforeTheQuery(String base, String url) {
    assertThat(new Endpoint(URI.create(base), new RequestForm(false, true, true)).url())
        .isEqualTo(URI.create(url));
  }
}
