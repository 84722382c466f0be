package org.wordsight.train;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.wordsight.exchange.Gang;
import org.wordsight.exchange.SumExchange;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;

/**
 * An adapter that learns: its parameters, and AdamW's two moments, on the device that computes.
 * {@link #update} takes a step's gradient. AdamW is computed as by torch.optim, without weight
 * decay, as in the paper.
 */
final class AdapterState implements AutoCloseable {
  static final double BETA1 = 0.9;
  static final double BETA2 = 0.999;
  static final double EPSILON = 1e-8;

  private final Vectors vectors;
  private final Scope scope;
  private final Tensor parameters_P;
  private final Tensor first_P;
  private final Tensor second_P;
  private final List<HostCopy> parametersOnHost = new ArrayList<>();
  private Optional<List<HostCopy>> momentsOnHost = Optional.empty();
  private Optional<SharedMoments> shared = Optional.empty();

  /**
   * The factors of a step of AdamW.
   *
   * @param rate the learning rate by the first moments' correction, negative
   * @param correction the root of the second moments' correction
   */
  record Factors(double maximumNorm, double rate, double correction) {
    static Factors of(double maximumNorm, double learningRate, int step) {
      return new Factors(
          maximumNorm,
          -(learningRate / (1 - Math.pow(BETA1, step))),
          Math.sqrt(1 - Math.pow(BETA2, step)));
    }
  }

  private AdapterState(Vectors vectors, Scope scope, List<Tensor> state) {
    this.vectors = vectors;
    this.scope = scope;
    this.parameters_P = state.get(0);
    this.first_P = state.get(1);
    this.second_P = state.get(2);
  }

  /** The state before the first step: moments of zero. */
  static AdapterState initial(Vectors vectors, int size, Vectors.Source parameters) {
    return of(
        vectors,
        scope ->
            List.of(
                vectors.of(scope, size, parameters),
                vectors.zeros(scope, size),
                vectors.zeros(scope, size)));
  }

  /** A saved state. */
  static AdapterState of(Vectors vectors, TrainingState saved) {
    return of(
        vectors,
        scope ->
            List.of(
                vectors.of(scope, saved.parameters()),
                vectors.of(scope, saved.firstMoments()),
                vectors.of(scope, saved.secondMoments())));
  }

  private static AdapterState of(Vectors vectors, Function<Scope, List<Tensor>> state) {
    Scope scope = vectors.scope();
    try {
      return new AdapterState(vectors, scope, state.apply(scope));
    } catch (RuntimeException | Error e) {
      scope.close();
      throw e;
    }
  }

  /** A scope for the result of an update. It is closed by the caller, or with the state. */
  Scope scope() {
    return scope.child();
  }

  /** The parameters. Each update changes them in place. */
  Tensor parameters() {
    return parameters_P;
  }

  /** A copy of the parameters on the heap, made without a further copy. */
  float[] parameterValues() {
    if (!vectors.backend().sharesMemoryWithHost()) {
      return parameters_P.toFloats();
    }
    float[] values = new float[Math.toIntExact(parameters_P.elements())];
    parameters_P.memory().get(values);
    return values;
  }

  /**
   * Clips a gradient to its norm, as torch's clip_grad_norm_ does, and takes a step of AdamW.
   *
   * @param gradient_P is overwritten
   * @param maximumNorm the global L2 norm to which the gradient is clipped
   * @param step from 1
   * @return the norm before clipping, one float64, which may still be computed
   */
  Tensor update(Scope owner, Tensor gradient_P, double maximumNorm, double learningRate, int step) {
    Factors factors = Factors.of(maximumNorm, learningRate, step);
    if (shared.isPresent()) {
      Tensor norm = shared.get().norm(owner, gradient_P);
      shared.get().update(parameters_P, parametersOnHost(0), gradient_P, norm, factors);
      return norm;
    }
    Tensor norm = vectors.norm(owner, gradient_P);
    try (Scope updating = scope.child()) {
      vectors
          .kernels()
          .infer(
              updating,
              "updated",
              parameters_P,
              first_P,
              second_P,
              gradient_P,
              norm,
              factors.maximumNorm(),
              factors.rate(),
              factors.correction());
    }
    return norm;
  }

  /** Begins to copy numbers to the host, behind the copies that have begun. */
  PendingNumbers pending(Scope owner, Tensor numbers) {
    return PendingNumbers.of(vectors, owner, numbers);
  }

  /** From now on, this state keeps only the moments of this worker's blocks. */
  void share(Gang gang, SumExchange exchange) {
    shared = Optional.of(new SharedMoments(vectors, scope, gang, exchange, first_P, second_P));
    vectors.given().await();
    momentsOnHost = Optional.empty();
    first_P.close();
    second_P.close();
  }

  /**
   * Begins to copy the state to the host. Reads of the host's memory wait for the copy. If moments
   * are shared, they are sent to the worker of rank 0, and this method waits for them.
   *
   * @param moments whether the moments are copied too
   * @param place which memory takes the parameters, from 0. Later copies to it replace them
   * @return the copy of the parameters
   */
  HostCopy copyToHost(boolean moments, int place) {
    HostCopy parameters = parametersOnHost(place);
    parameters.begin();
    if (moments && shared.isPresent()) {
      shared.get().collect();
    } else if (moments) {
      momentsOnHost().forEach(HostCopy::begin);
    }
    return parameters;
  }

  private HostCopy parametersOnHost(int place) {
    while (parametersOnHost.size() <= place) {
      parametersOnHost.add(new HostCopy(vectors, scope, parameters_P));
    }
    return parametersOnHost.get(place);
  }

  private List<HostCopy> momentsOnHost() {
    if (momentsOnHost.isEmpty()) {
      momentsOnHost =
          Optional.of(
              List.of(
                  new HostCopy(vectors, scope, first_P), new HostCopy(vectors, scope, second_P)));
    }
    return momentsOnHost.get();
  }

  /**
   * Copies the whole state to the host, waits for it, and returns the host's memory, for others to
   * read.
   */
  List<ByteBuffer> hostMemory() {
    copyToHost(true, 0);
    return copies().stream().map(HostCopy::bytes).toList();
  }

  /** The host's memory, for others to write. {@link #restore} then copies it to the state. */
  List<ByteBuffer> roomOnHost() {
    return copies().stream().map(HostCopy::bytes).toList();
  }

  /** Copies the content of {@link #roomOnHost} to the state. */
  void restore() {
    copies().forEach(HostCopy::restore);
  }

  private List<HostCopy> copies() {
    return List.of(parametersOnHost(0), momentsOnHost().get(0), momentsOnHost().get(1));
  }

  /**
   * The whole state that was copied to the host. It changes with the next copy to the same memory.
   *
   * @param parameters the copy that was made together with that of the moments
   */
  TrainingState onHost(int stepsDone, HostCopy parameters) {
    List<FloatBuffer> moments =
        shared
            .map(SharedMoments::collected)
            .orElseGet(() -> momentsOnHost.orElseThrow().stream().map(HostCopy::floats).toList());
    return new TrainingState(stepsDone, parameters.floats(), moments.get(0), moments.get(1));
  }

  @Override
  public void close() {
    scope.close();
  }
}
