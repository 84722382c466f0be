package org.wordsight.jobs.curation;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Function;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.wordsight.config.ModelConfig;
import org.wordsight.data.Candidate;
import org.wordsight.data.Question;
import org.wordsight.embed.EmbeddedText;
import org.wordsight.embed.Embedder;
import org.wordsight.embed.EmbedderIdentity;
import org.wordsight.embed.Encoders;
import org.wordsight.embed.ModelEmbedder;
import org.wordsight.embed.TextVector;
import org.wordsight.embed.TextVectors;
import org.wordsight.embed.WordEmbedder;
import org.wordsight.jobs.runtime.HeldEncoders;
import org.wordsight.jobs.runtime.Inputs;
import org.wordsight.jobs.runtime.ModelHolder;
import org.wordsight.model.CheckpointFingerprint;
import org.wordsight.model.Purpose;

/** Makes vectors of texts, in this JVM or on executors. */
public final class Embedders {
  /** The number of texts in one use of a model. */
  private static final int GROUP = 32;

  private static final int PARTITIONS_OF_A_CORE = 4;

  private Embedders() {}

  /** A text with a name for messages. */
  public record Named(String name, String text) implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  /**
   * A candidate with its vectors.
   *
   * @param embedding of situation and question; none where meanings are not compared
   * @param situation the vector of the situation; empty where benchmarks are not compared with it
   */
  record Embedded(Candidate candidate, TextVector embedding, float[] situation)
      implements Serializable {
    private static final long serialVersionUID = 1L;

    /** The vectors with which benchmarks are compared. */
    List<float[]> vectors() {
      return List.of(situation, embedding.vector());
    }
  }

  /**
   * The vectors of texts, made in this JVM, on the device of its task.
   *
   * @throws org.wordsight.error.WordsightException where the embedder is missing or broken, or
   *     gives a value that is no number
   */
  public static List<TextVector> embed(EmbedderPlace place, List<Named> texts) {
    return with(
        place,
        embedder ->
            TextVectors.of(
                embedder,
                texts.stream().map(Named::name).toList(),
                texts.stream().map(Named::text).toList()));
  }

  /**
   * The identity of the embedder: everything that decides its vectors.
   *
   * @throws org.wordsight.error.WordsightException where the embedder is missing
   */
  public static EmbedderIdentity identity(EmbedderPlace place) {
    if (place instanceof EmbedderPlace.Checkpoint checkpoint) {
      ModelConfig model = checkpoint.model();
      return ModelEmbedder.identity(
          CheckpointFingerprint.of(Inputs.folder(model), model.precision()));
    }
    if (place instanceof EmbedderPlace.Folder folder) {
      return Encoders.identity(Optional.of(Inputs.path(folder.location())));
    }
    return place instanceof EmbedderPlace.ClassPath
        ? Encoders.identity(Optional.empty())
        : WordEmbedder.identity();
  }

  private static <T> T with(EmbedderPlace place, Function<Embedder, T> work) {
    if (place instanceof EmbedderPlace.Checkpoint checkpoint) {
      return ModelHolder.use(
          checkpoint.model(),
          Purpose.ANSWER,
          model ->
              work.apply(
                  ModelHolder.companion(
                          Held.class, "embedder", () -> new Held(new ModelEmbedder(model)))
                      .embedder()));
    }
    if (place instanceof EmbedderPlace.Folder folder) {
      return HeldEncoders.use(Optional.of(Inputs.path(folder.location())), work);
    }
    return place instanceof EmbedderPlace.ClassPath
        ? HeldEncoders.use(Optional.empty(), work)
        : work.apply(new WordEmbedder());
  }

  private record Held(Embedder embedder) implements ModelHolder.Companion {
    @Override
    public void close() {
      embedder.close();
    }
  }

  /** The vectors of texts in their order, made by executors. */
  static List<TextVector> embed(JavaSparkContext spark, EmbedderPlace place, List<Named> texts) {
    int partitions = Math.max(1, Math.min(texts.size() / GROUP, spark.defaultParallelism()));
    return spark
        .parallelize(texts, PARTITIONS_OF_A_CORE * partitions)
        .mapPartitions(part -> new Groups<>(part, group -> embed(place, group)))
        .collect();
  }

  /**
   * Candidates with their vectors. Nothing is made where {@code place} is absent.
   *
   * @param situations whether situations have vectors of their own
   */
  static JavaRDD<Embedded> embedded(
      JavaRDD<Candidate> candidates, Optional<EmbedderPlace> place, boolean situations) {
    float[] none = TextVector.NONE.vector();
    if (place.isEmpty()) {
      return candidates.map(candidate -> new Embedded(candidate, TextVector.NONE, none));
    }
    EmbedderPlace there = place.get();
    return candidates.mapPartitions(
        part -> new Groups<>(part, group -> embeddedGroup(there, group, situations)));
  }

  private static List<Embedded> embeddedGroup(
      EmbedderPlace place, List<Candidate> group, boolean situations) {
    List<TextVector> whole = embed(place, group, EmbeddedText::of);
    List<TextVector> parts =
        situations
            ? embed(place, group, Question::situation)
            : Collections.nCopies(group.size(), TextVector.NONE);
    List<Embedded> embedded = new ArrayList<>();
    for (int i = 0; i < group.size(); i++) {
      embedded.add(new Embedded(group.get(i), whole.get(i), parts.get(i).vector()));
    }
    return embedded;
  }

  private static List<TextVector> embed(
      EmbedderPlace place, List<Candidate> group, Function<Question, String> text) {
    return embed(
        place,
        group.stream().map(each -> new Named(each.id(), text.apply(each.question()))).toList());
  }

  /** Works on a group of elements at a time. */
  private static final class Groups<A, B> implements Iterator<B> {
    private final Iterator<A> elements;
    private final Function<List<A>, List<B>> work;
    private Iterator<B> ready = List.<B>of().iterator();

    Groups(Iterator<A> elements, Function<List<A>, List<B>> work) {
      this.elements = elements;
      this.work = work;
    }

    @Override
    public boolean hasNext() {
      if (!ready.hasNext() && elements.hasNext()) {
        List<A> group = new ArrayList<>();
        while (group.size() < GROUP && elements.hasNext()) {
          group.add(elements.next());
        }
        ready = work.apply(group).iterator();
      }
      return ready.hasNext();
    }

    @Override
    public B next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return ready.next();
    }
  }
}
