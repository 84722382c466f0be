package org.wordsight.tensor;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.wordsight.data.Sha256;

/**
 * A TorchScript module made from text resources under {@code kernels/}. Each {@code def} is one
 * kernel: a layer, or a large part of one.
 *
 * <p>A resource holds methods of the class {@code Kernels}, indented by two blanks. Parameters are
 * {@code Tensor} or {@code List[Tensor]}. Kernels that Java calls only by {@link #infer} may also
 * take matrices, numbers and flags. A kernel returns a tensor, a list or a tuple of tensors, or a
 * matrix. Each {@code ${name}} is replaced by a constant when the module is loaded.
 *
 * <p>The text is TorchScript as archives hold it. Functions are called as {@code torch.name}.
 * Operators, methods and slices work; {@code torch.nn.functional} does not exist.
 *
 * <p>Several threads may call {@link #infer} at once, each with scopes of its own. The other
 * methods are not thread-safe.
 */
public final class Kernels implements AutoCloseable {
  private static final Pattern CONSTANT = Pattern.compile("\\$\\{(\\w+)}");
  private static final Object[] NO_ARGUMENTS = {};

  private final NDManager manager;
  private final PtSymbolBlock module;
  private final Map<String, Signature> signatures;
  private final Map<String, NDArray> selectors = new HashMap<>();

  /** Present if the text calls operators of our own. */
  private final Optional<OwnOperators> operators;

  private Kernels(
      NDManager manager,
      PtSymbolBlock module,
      Map<String, Signature> signatures,
      Optional<OwnOperators> operators) {
    this.manager = manager;
    this.module = module;
    this.signatures = signatures;
    this.operators = operators;
  }

  /**
   * @param constants the value of every {@code ${name}} in the resources
   * @param resources file names under {@code kernels/}, such as {@code decoder.py}
   */
  public static Kernels load(Device device, Map<String, String> constants, String... resources) {
    StringBuilder methods = new StringBuilder();
    StringBuilder definitions = new StringBuilder();
    for (String resource : resources) {
      String text = read(resource);
      definitions.append(text).append('\n');
      methods.append(fill(resource, text, constants)).append('\n');
    }
    NDManager manager = NativeEngine.manager(device);
    Optional<OwnOperators> operators =
        definitions.indexOf(OwnOperators.CALLED) < 0
            ? Optional.empty()
            : Optional.of(NativeEngine.operators());
    try (InputStream archive = new ByteArrayInputStream(ScriptModule.archive(methods.toString()))) {
      PtSymbolBlock module = JniUtils.loadModule((PtNDManager) manager, archive, false, false);
      return new Kernels(manager, module, Signature.parse(definitions.toString()), operators);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read from memory", e);
    } catch (RuntimeException e) {
      manager.close();
      throw new IllegalStateException(
          "Cannot compile kernels " + List.of(resources) + ": " + e.getMessage(), e);
    }
  }

  /** The SHA-256 of the text of resources, in hex. Other texts may give other bits. */
  public static String sha256(List<String> resources) {
    Sha256 hash = new Sha256();
    for (String resource : resources) {
      hash.add(resource).add(read(resource));
    }

    return hash.hex();
  }

  private static String read(String resource) {
    try (InputStream in = Kernels.class.getResourceAsStream("/kernels/" + resource)) {
      if (in == null) {
        throw new IllegalArgumentException("No kernel resource kernels/" + resource);
      }
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read kernels/" + resource, e);
    }
  }

  private static String fill(String resource, String text, Map<String, String> constants) {
    Matcher matcher = CONSTANT.matcher(text);
    StringBuilder filled = new StringBuilder();
    while (matcher.find()) {
      String value = constants.get(matcher.group(1));
      if (value == null) {
        throw new IllegalArgumentException(
            "kernels/" + resource + " needs the constant " + matcher.group(1));
      }
      matcher.appendReplacement(filled, Matcher.quoteReplacement(value));
    }
    return matcher.appendTail(filled).toString();
  }

  /**
   * Runs a kernel.
   *
   * @param scope owns the results
   * @param arguments a {@link Tensor} or a non-empty {@code List<Tensor>} for each parameter
   */
  public List<Tensor> callAll(Scope scope, String kernel, Object... arguments) {
    return run(scope, kernel, arguments);
  }

  /** The same as {@link #callAll}, for a kernel that returns one tensor. */
  public Tensor call(Scope scope, String kernel, Object... arguments) {
    return only(kernel, run(scope, kernel, arguments));
  }

  /**
   * Runs a kernel in inference mode. That is faster, and numbers can be arguments.
   *
   * @param scope owns the results
   * @param arguments for each parameter a {@link Tensor}, a {@link TensorList}, a {@link Matrix}, a
   *     {@link MatrixList}, a whole number, an {@code int[]}, a double, or a flag
   */
  public List<Tensor> inferAll(Scope scope, String kernel, Object... arguments) {
    List<IValue> made = new ArrayList<>(arguments.length);
    JniUtils.setGraphExecutorOptimize(false);
    try (IValue result = runMethod(kernel, arguments, made)) {
      return scope.owned(result.toNDList((PtNDManager) scope.manager()));
    } finally {
      made.forEach(IValue::close);
    }
  }

  /** The same as {@link #inferAll}, for a kernel that returns one tensor. */
  public Tensor infer(Scope scope, String kernel, Object... arguments) {
    return only(kernel, inferAll(scope, kernel, arguments));
  }

  /** The same as {@link #inferAll}, for a kernel that returns a {@code ${matrix}}. */
  public Matrix matrix(Scope scope, String kernel, Object... arguments) {
    List<IValue> made = new ArrayList<>(arguments.length);
    JniUtils.setGraphExecutorOptimize(false);
    try {
      IValue result = runMethod(kernel, arguments, made);
      if (!result.isTensor()) {
        return scope.keep(Matrix.laidOut(result));
      }
      try (result) {
        return scope.matrix(scope.owned(result.toNDList((PtNDManager) scope.manager())).get(0));
      }
    } finally {
      made.forEach(IValue::close);
    }
  }

  private List<Tensor> run(Scope scope, String kernel, Object[] arguments) {
    NDList inputs = new NDList(arguments.length + 1);
    inputs.add(selectors.computeIfAbsent(kernel, this::selector));
    KernelArguments.bind(
        inputs, signatures.get(kernel), arguments == null ? NO_ARGUMENTS : arguments);
    // Each thread has these two flags of its own, and Spark moves tasks between threads.
    JniUtils.setGraphExecutorOptimize(false);
    JniUtils.setGradMode(false);
    // Training mode only keeps the results out of inference mode, so that they can be written to
    // later.
    return scope.adopt(
        withOperators(() -> IValueUtils.forward(module, inputs, true), NDList::close));
  }

  private IValue runMethod(String kernel, Object[] arguments, List<IValue> made) {
    IValue[] values = KernelArguments.values(signature(kernel), arguments, made);
    return withOperators(() -> IValueUtils.runMethod(module, kernel, values), IValue::close);
  }

  /**
   * Calls the module. If an operator of our own fails in the call, that failure is thrown after it.
   *
   * @param discard frees a result that is not returned
   */
  private <T> T withOperators(Supplier<T> call, Consumer<T> discard) {
    T result;
    try {
      result = call.get();
    } catch (RuntimeException e) {
      operators.flatMap(OwnOperators::takeFailure).ifPresent(e::addSuppressed);
      throw e;
    }
    Optional<RuntimeException> failure = operators.flatMap(OwnOperators::takeFailure);
    if (failure.isPresent()) {
      discard.accept(result);
      throw failure.get();
    }
    return result;
  }

  private NDArray selector(String kernel) {
    if (!signatures.containsKey(kernel)) {
      throw unknown(kernel);
    }
    NDArray selector = manager.create(0L);
    selector.setName("module_method:" + kernel);
    return selector;
  }

  private Signature signature(String kernel) {
    return Optional.ofNullable(signatures.get(kernel)).orElseThrow(() -> unknown(kernel));
  }

  private IllegalArgumentException unknown(String kernel) {
    return new IllegalArgumentException(
        "No kernel " + kernel + " among " + signatures.keySet().stream().sorted().toList());
  }

  private static Tensor only(String kernel, List<Tensor> results) {
    if (results.size() != 1) {
      throw new IllegalStateException(
          "Kernel " + kernel + " returned " + results.size() + " tensors, expected one");
    }
    return results.get(0);
  }

  @Override
  public void close() {
    module.close();
    manager.close();
  }
}
