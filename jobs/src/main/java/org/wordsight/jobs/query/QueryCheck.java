package org.wordsight.jobs.query;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.analysis.ExpressionWithUnresolvedIdentifier;
import org.apache.spark.sql.catalyst.analysis.PlanWithUnresolvedIdentifier;
import org.apache.spark.sql.catalyst.analysis.UnresolvedFunction;
import org.apache.spark.sql.catalyst.analysis.UnresolvedFunctionName;
import org.apache.spark.sql.catalyst.analysis.UnresolvedGenerator;
import org.apache.spark.sql.catalyst.analysis.UnresolvedHaving;
import org.apache.spark.sql.catalyst.analysis.UnresolvedInlineTable;
import org.apache.spark.sql.catalyst.analysis.UnresolvedNamespace;
import org.apache.spark.sql.catalyst.analysis.UnresolvedRelation;
import org.apache.spark.sql.catalyst.analysis.UnresolvedSubqueryColumnAliases;
import org.apache.spark.sql.catalyst.analysis.UnresolvedTVFAliases;
import org.apache.spark.sql.catalyst.analysis.UnresolvedTableOrView;
import org.apache.spark.sql.catalyst.analysis.UnresolvedTableValuedFunction;
import org.apache.spark.sql.catalyst.expressions.CallMethodViaReflection;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.DescribeColumn;
import org.apache.spark.sql.catalyst.plans.logical.DescribeFunction;
import org.apache.spark.sql.catalyst.plans.logical.DescribeRelation;
import org.apache.spark.sql.catalyst.plans.logical.Distinct;
import org.apache.spark.sql.catalyst.plans.logical.Except;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.Generate;
import org.apache.spark.sql.catalyst.plans.logical.GlobalLimit;
import org.apache.spark.sql.catalyst.plans.logical.Intersect;
import org.apache.spark.sql.catalyst.plans.logical.Join;
import org.apache.spark.sql.catalyst.plans.logical.LateralJoin;
import org.apache.spark.sql.catalyst.plans.logical.LocalLimit;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Offset;
import org.apache.spark.sql.catalyst.plans.logical.OneRowRelation;
import org.apache.spark.sql.catalyst.plans.logical.Pivot;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.RepartitionByExpression;
import org.apache.spark.sql.catalyst.plans.logical.Sample;
import org.apache.spark.sql.catalyst.plans.logical.ShowColumns;
import org.apache.spark.sql.catalyst.plans.logical.ShowFunctions;
import org.apache.spark.sql.catalyst.plans.logical.ShowNamespaces;
import org.apache.spark.sql.catalyst.plans.logical.ShowTables;
import org.apache.spark.sql.catalyst.plans.logical.ShowViews;
import org.apache.spark.sql.catalyst.plans.logical.Sort;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias;
import org.apache.spark.sql.catalyst.plans.logical.Union;
import org.apache.spark.sql.catalyst.plans.logical.Unpivot;
import org.apache.spark.sql.catalyst.plans.logical.UnresolvedHint;
import org.apache.spark.sql.catalyst.plans.logical.UnresolvedWith;
import org.apache.spark.sql.catalyst.plans.logical.WithWindowDefinition;
import org.apache.spark.sql.execution.command.DescribeQueryCommand;
import org.apache.spark.sql.execution.command.ExplainCommand;
import org.wordsight.error.WordsightException;
import scala.Product;
import scala.collection.Iterable;
import scala.collection.Iterator;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/**
 * Allows statements that only read. Spark's parsed plan is checked before its analysis, since the
 * analysis already reads files and computes constants. The check lists what is allowed. A new kind
 * of statement in a later Spark is therefore refused until it is added here.
 */
final class QueryCheck {
  private static final String QUERIES =
      "SELECT, WITH, VALUES, TABLE, FROM, SHOW TABLES, SHOW VIEWS, SHOW COLUMNS, SHOW FUNCTIONS,"
          + " SHOW DATABASES, DESCRIBE or EXPLAIN";

  private static final Set<Class<? extends LogicalPlan>> ALLOWED =
      Set.of(
          // The parts of a query.
          Aggregate.class,
          Distinct.class,
          Except.class,
          Filter.class,
          Generate.class,
          GlobalLimit.class,
          Intersect.class,
          Join.class,
          LateralJoin.class,
          LocalLimit.class,
          Offset.class,
          OneRowRelation.class,
          Pivot.class,
          Project.class,
          RepartitionByExpression.class,
          Sample.class,
          Sort.class,
          SubqueryAlias.class,
          Union.class,
          Unpivot.class,
          UnresolvedHaving.class,
          UnresolvedHint.class,
          UnresolvedInlineTable.class,
          UnresolvedRelation.class,
          UnresolvedSubqueryColumnAliases.class,
          UnresolvedTVFAliases.class,
          UnresolvedTableValuedFunction.class,
          UnresolvedWith.class,
          WithWindowDefinition.class,
          // Statements that describe tables, functions and queries, and the names in them.
          DescribeColumn.class,
          DescribeFunction.class,
          DescribeQueryCommand.class,
          DescribeRelation.class,
          ExplainCommand.class,
          ShowColumns.class,
          ShowFunctions.class,
          ShowNamespaces.class,
          ShowTables.class,
          ShowViews.class,
          UnresolvedFunctionName.class,
          UnresolvedNamespace.class,
          UnresolvedTableOrView.class);

  /** Spark's functions that can call any method of any Java class. */
  static final Set<String> REFUSED_FUNCTIONS = Set.of("reflect", "java_method", "try_reflect");

  private final ReadableFolders folders;

  private QueryCheck(ReadableFolders folders) {
    this.folders = folders;
  }

  /**
   * Checks every plan and expression of a parsed statement, with its subqueries.
   *
   * @throws WordsightException exit code 2; the message says what is allowed
   */
  static void check(LogicalPlan parsed, ReadableFolders folders) {
    QueryCheck check = new QueryCheck(folders);
    Deque<Object> open = new ArrayDeque<>(List.of(parsed));
    while (!open.isEmpty()) {
      Object part = open.pop();
      check.visit(part);
      partsOf(part).forEachRemaining(open::push);
    }
  }

  /** Everything inside a node: its children, and other parts such as the windows of a query. */
  private static java.util.Iterator<Object> partsOf(Object part) {
    Iterator<?> parts =
        part instanceof Iterable<?> many
            ? many.iterator()
            : part instanceof Product product
                ? product.productIterator()
                : scala.collection.Iterator$.MODULE$.empty();
    return JavaConverters.seqAsJavaList(parts.toSeq()).stream()
        .filter(inner -> inner instanceof Iterable || inner instanceof Product)
        .map(inner -> (Object) inner)
        .iterator();
  }

  private void visit(Object part) {
    if (part instanceof PlanWithUnresolvedIdentifier
        || part instanceof ExpressionWithUnresolvedIdentifier) {
      throw WordsightException.usage(
          "Cannot run the query: it names something by IDENTIFIER(...), expected the name itself."
              + " Write the name.");
    } else if (part instanceof LogicalPlan plan && !ALLOWED.contains(plan.getClass())) {
      throw WordsightException.usage(
          "Cannot run the query: it holds the statement \""
              + words(plan)
              + "\", expected a query: "
              + QUERIES
              + ". The verb sql only asks: leave the statement out.");
    }

    if (part instanceof UnresolvedFunction call) {
      requireHarmless(last(call.nameParts()));
    } else if (part instanceof UnresolvedTableValuedFunction call) {
      requireHarmless(last(call.name()));
    } else if (part instanceof UnresolvedGenerator call) {
      FunctionIdentifier name = call.name();
      requireHarmless(name.funcName());
    } else if (part instanceof CallMethodViaReflection) {
      requireHarmless("reflect");
    } else if (part instanceof UnresolvedRelation relation) {
      requireReadable(JavaConverters.seqAsJavaList(relation.multipartIdentifier()));
    }
  }

  private static String last(Seq<String> name) {
    return name.last();
  }

  private static void requireHarmless(String function) {
    if (REFUSED_FUNCTIONS.contains(function.toLowerCase(Locale.ROOT))) {
      throw WordsightException.usage(
          "Cannot run the query: it calls "
              + function
              + ", expected functions that run no other code. Leave it out.");
    }
  }

  /**
   * Checks a name. Spark reads a name of two parts as a format and a path. Names of our tables have
   * one part.
   */
  private void requireReadable(List<String> name) {
    if (name.size() == 2) {
      folders.require(name.get(0), name.get(1));
    }
  }

  /** {@code CreateTableAsSelect} as "create table as select". */
  private static String words(LogicalPlan plan) {
    return plan.getClass()
        .getSimpleName()
        .replaceAll("(Command|Statement)?\\$?$", "")
        .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
        .toLowerCase(Locale.ROOT);
  }
}
