package org.kutta.nn.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableDoubleArray;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.kutta.nn.layer.Shape;
import org.kutta.solver.Mesh;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.Save;
import org.kutta.solver.Stepping;
import org.kutta.solver.Tolerances;
import org.kutta.solver.control.StepSizeController;
import org.kutta.solver.tableau.ButcherTableau;
import org.kutta.solver.tableau.TableauFiles;
import org.kutta.solver.tableau.Tableaus;

/** Values that are no records: each is written as a record, or a list, that holds all of it. */
final class Forms {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private static final ImmutableMap<Class<?>, Form<?, ?>> ALL = ImmutableMap.of(
            Shape.class, new Form<>(Shape.class, Dimensions.class, Dimensions::of, Dimensions::shape),
            ImmutableDoubleArray.class,
                    new Form<>(ImmutableDoubleArray.class, Numbers.class, Numbers::of, Numbers::array),
            Mesh.class, new Form<>(Mesh.class, MeshForm.class, MeshForm::of, MeshForm::mesh),
            Tolerances.class,
                    new Form<>(Tolerances.class, TolerancesForm.class, TolerancesForm::of, TolerancesForm::tolerances),
            OdeSolver.class, new Form<>(OdeSolver.class, SolverForm.class, SolverForm::of, SolverForm::solver),
            ButcherTableau.class, new TableauForm());

    private Forms() {}

    static @Nullable Form<?, ?> of(Class<?> type) {
        return ALL.get(type);
    }

    /** A value of {@code T} as a record {@code R}; a record of a single component is written as that component. */
    static class Form<T, R extends Record> {
        private final Class<T> type;
        private final Class<R> record;
        private final Function<T, R> to;
        private final Function<R, T> from;

        Form(Class<T> type, Class<R> record, Function<T, R> to, Function<R, T> from) {
            this.type = type;
            this.record = record;
            this.to = to;
            this.from = from;
        }

        JsonNode write(Object value, ValueCodec codec) {
            R form = to.apply(type.cast(value));
            var components = record.getRecordComponents();
            return components.length == 1
                    ? codec.write(ValueCodec.componentOf(form, components[0]), components[0].getGenericType())
                    : codec.write(form, record);
        }

        Object read(JsonNode node, ValueCodec codec, String where) {
            var components = record.getRecordComponents();
            JsonNode whole =
                    components.length == 1 ? MAPPER.createObjectNode().set(components[0].getName(), node) : node;
            try {
                return from.apply(record.cast(codec.read(whole, record, where)));
            } catch (ModelFormatException e) {
                throw e;
            } catch (RuntimeException e) {
                throw new ModelFormatException(where + ": " + e.getMessage(), e);
            }
        }
    }

    record Dimensions(List<Long> dimensions) {
        static Dimensions of(Shape shape) {
            return new Dimensions(Arrays.stream(shape.toArray()).boxed().toList());
        }

        Shape shape() {
            return Shape.of(dimensions.stream().mapToLong(Long::longValue).toArray());
        }
    }

    record Numbers(List<Double> numbers) {
        static Numbers of(ImmutableDoubleArray array) {
            return new Numbers(array.asList());
        }

        ImmutableDoubleArray array() {
            return ImmutableDoubleArray.copyOf(numbers);
        }
    }

    /** Equal steps by their number; others by all nodes and steps. */
    record MeshForm(
            OptionalDouble t0, OptionalDouble t1, Optional<Integer> count, List<Double> nodes, List<Double> steps) {

        static MeshForm of(Mesh mesh) {
            if (mesh.equals(Mesh.uniform(mesh.t0(), mesh.t1(), mesh.steps()))) {
                return new MeshForm(
                        OptionalDouble.of(mesh.t0()),
                        OptionalDouble.of(mesh.t1()),
                        Optional.of(mesh.steps()),
                        ImmutableList.of(),
                        ImmutableList.of());
            }
            return new MeshForm(
                    OptionalDouble.empty(),
                    OptionalDouble.empty(),
                    Optional.empty(),
                    IntStream.rangeClosed(0, mesh.steps()).mapToObj(mesh::t).toList(),
                    IntStream.range(0, mesh.steps()).mapToObj(mesh::dt).toList());
        }

        Mesh mesh() {
            return count.isPresent()
                    ? Mesh.uniform(t0.orElseThrow(), t1.orElseThrow(), count.get())
                    : Mesh.of(doubles(nodes), doubles(steps));
        }
    }

    record TolerancesForm(List<Double> rtol, List<Double> atol, List<Tolerances> parts) {
        static TolerancesForm of(Tolerances tolerances) {
            return new TolerancesForm(
                    IntStream.range(0, tolerances.size())
                            .mapToObj(tolerances::rtol)
                            .toList(),
                    IntStream.range(0, tolerances.size())
                            .mapToObj(tolerances::atol)
                            .toList(),
                    IntStream.range(0, tolerances.parts())
                            .mapToObj(tolerances::part)
                            .toList());
        }

        Tolerances tolerances() {
            return parts.isEmpty()
                    ? Tolerances.of(doubles(rtol), doubles(atol))
                    : Tolerances.ofParts(parts.toArray(new Tolerances[0]));
        }
    }

    /** The options that only controlled steps have. */
    record ControlForm(
            Tolerances tolerances,
            StepSizeController controller,
            OptionalDouble initialStep,
            double minStep,
            double maxStep,
            int maxRejections) {

        static ControlForm of(OdeSolver solver) {
            return new ControlForm(
                    solver.tolerances(),
                    solver.controller(),
                    solver.initialStep(),
                    solver.minStep(),
                    solver.maxStep(),
                    solver.maxRejections());
        }

        OdeSolver applyTo(OdeSolver solver) {
            OdeSolver controlled = solver.tolerances(tolerances)
                    .controller(controller)
                    .maxStep(maxStep)
                    .minStep(minStep)
                    .maxRejections(maxRejections);
            return initialStep.isPresent() ? controlled.initialStep(initialStep.getAsDouble()) : controlled;
        }
    }

    record SolverForm(
            ButcherTableau tableau,
            Stepping stepping,
            Optional<ControlForm> control,
            long maxSteps,
            Save save,
            boolean throwOnFailure) {

        static SolverForm of(OdeSolver solver) {
            return new SolverForm(
                    solver.tableau(),
                    solver.stepping(),
                    solver.isAdaptive() ? Optional.of(ControlForm.of(solver)) : Optional.empty(),
                    solver.maxSteps(),
                    solver.save(),
                    solver.throwsOnFailure());
        }

        OdeSolver solver() {
            OdeSolver solver = OdeSolver.of(tableau, stepping)
                    .maxSteps(maxSteps)
                    .save(save)
                    .throwOnFailure(throwOnFailure);
            return control.isPresent() ? control.get().applyTo(solver) : solver;
        }
    }

    /** The JSON form that {@link TableauFiles} reads and writes, exact. */
    private static final class TableauForm extends Form<ButcherTableau, TableauForm.Json> {
        record Json(String text) {}

        TableauForm() {
            super(
                    ButcherTableau.class,
                    Json.class,
                    tableau -> new Json(TableauFiles.toJson(tableau)),
                    json -> shipped(TableauFiles.parse(json.text())));
        }

        @Override
        JsonNode write(Object value, ValueCodec codec) {
            try {
                return MAPPER.readTree(TableauFiles.toJson((ButcherTableau) value));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("the JSON form of a tableau is no JSON", e);
            }
        }

        @Override
        Object read(JsonNode node, ValueCodec codec, String where) {
            return super.read(MAPPER.getNodeFactory().textNode(node.toString()), codec, where);
        }

        /** The one whose certificate may be known already. */
        private static ButcherTableau shipped(ButcherTableau tableau) {
            return Tableaus.all().stream().filter(tableau::equals).findFirst().orElse(tableau);
        }
    }

    private static double[] doubles(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
